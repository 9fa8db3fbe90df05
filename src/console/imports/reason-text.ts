import { reasonValues } from '#platform/i18n'
import { ApiError } from '../api/problem.ts'
import { problemText } from '../i18n/problem-text.ts'
import type { I18n } from '../i18n/use-i18n.ts'

type Text = Pick<I18n, 't'>

/** The sentence for a reason of a row or file; `fallback` when there is none or it needs more than we know. */
export function reasonText(
  reason: string,
  i18n: Text,
  fallback = reason,
  details: Record<string, unknown> = {},
): string {
  const key = `import_reasons.${reason}`
  try {
    const text = i18n.t(
      key,
      reasonValues(details, (other) => reasonText(other, i18n)),
    )
    return text === key ? fallback : text
  } catch {
    return fallback
  }
}

export function importProblemText(error: unknown, i18n: Text): string {
  const known = problemText(error, i18n)
  return error instanceof ApiError ? reasonText(error.reason, i18n, known, error.details) : known
}

/** Reasons of rows left out as one names them in a list: short, when we have a short word. */
export function skippedText(reason: string, i18n: Text): string {
  const key = `report.skipped.${reason}`
  const text = i18n.t(key)
  return text === key ? reasonText(reason, i18n) : text
}
