import type { ImportPreview, ImportRow } from '#contract/imports'
import { loadMessages } from '#i18n'
import { createTranslator, type Locale, type Translate, type Values } from '#platform/i18n'
import type { ImportRecord } from './imports.repo.ts'
import type { FilePreview } from './look-at-file.ts'

const translators = new Map<Locale, Translate>()

/** The sentence for a reason, of a row or of a whole file, in a person's language; `fallback` when nobody wrote one. */
export function tellReason(
  locale: Locale,
  reason: string,
  details: Record<string, unknown> = {},
  fallback = reason,
): string {
  const translate = translators.get(locale) ?? createTranslator(locale, loadMessages(locale, 'import_reasons'))
  translators.set(locale, translate)
  const key = `import_reasons.${reason}`
  try {
    const text = translate(key, plainValues(details, locale))
    return text === key ? fallback : text
  } catch {
    return fallback
  }
}

/** `mostly` is itself a reason and is told in words. */
function plainValues(details: Record<string, unknown>, locale: Locale): Values {
  const values: Values = {}
  for (const [name, value] of Object.entries(details)) {
    if (name === 'mostly') values[name] = tellReason(locale, String(value))
    else if (typeof value === 'string' || typeof value === 'number') values[name] = value
    else if (Array.isArray(value)) values[name] = value.slice(0, 30).join(', ')
  }
  return values
}

export function tellPreview(locale: Locale, { problems, ...preview }: FilePreview): ImportPreview {
  const warnings = problems.map(({ reason, details }) => ({ reason, message: tellReason(locale, reason, details) }))
  return { ...preview, warnings }
}

export function tellImport(locale: Locale, row: ImportRecord): ImportRow {
  const { error } = row
  return {
    importId: row.importId,
    kind: row.kind,
    fileName: row.fileName,
    fileBytes: row.fileBytes,
    status: row.status,
    progress: row.progress,
    mapping: row.mapping,
    error: error && { reason: error.reason, message: tellReason(locale, error.reason, error.details, error.message) },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
