import type { ImportDryRun, ImportPreview, ImportProgress, ImportRow } from '#contract/imports'
import { loadMessages, translatorFor } from '#i18n'
import { createTranslator, type Locale, reasonValues, type Translate } from '#platform/i18n'
import type { DryRun } from './dry-run-import.ts'
import { whyNoPurchase } from './explain-outcome.ts'
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
    const text = translate(
      key,
      reasonValues(details, (other) => tellReason(locale, other)),
    )
    return text === key ? fallback : text
  } catch {
    return fallback
  }
}

/**
 * What is odd in a file and does not stop it, a sentence each, with the option of the command line that changes it. A
 * column that is missing is told by `checkImport`.
 */
export function tellOddities(locale: Locale, problems: FilePreview['problems']): string[] {
  const t = translatorFor(locale, 'import_cli')
  return problems
    .filter(({ reason }) => !reason.startsWith('no_'))
    .map(({ reason, details }) => {
      const key = `import_cli.change_${reason}`
      const change = t(key)
      return [tellReason(locale, reason, details), ...(change === key ? [] : [change])].join(' ')
    })
}

/** Which column was taken for what, as `--map` would say it. */
export function tellColumns(locale: Locale, columns: FilePreview['columns']): string | undefined {
  const known = columns.filter(({ role }) => role !== null).map(({ name, role }) => `${role}=${name}`)
  if (known.length === 0) return undefined
  return translatorFor(locale, 'import_cli')('import_cli.columns', { columns: known.join(', ') })
}

export function tellPreview(locale: Locale, { problems, ...preview }: FilePreview): ImportPreview {
  const warnings = problems.map(({ reason, details }) => ({ reason, message: tellReason(locale, reason, details) }))
  return { ...preview, warnings }
}

export const tellDryRun = (locale: Locale, { kind, ...found }: DryRun): ImportDryRun => ({
  ...found,
  warnings: outcomeWarnings(locale, kind, found.progress),
})

function outcomeWarnings(locale: Locale, kind: ImportRecord['kind'], progress: ImportProgress): ImportRow['warnings'] {
  const why = whyNoPurchase(kind, progress)
  return why ? [{ reason: why.reason, message: tellReason(locale, why.reason, why.details, why.message) }] : []
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
    warnings: row.status === 'done' ? outcomeWarnings(locale, row.kind, row.progress) : [],
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
