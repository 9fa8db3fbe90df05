import { existsSync } from 'node:fs'
import type { ImportProgress } from '#contract/imports'
import type { Locale } from '#platform/i18n'
import { errorsPath } from './open-import.ts'
import { readRowErrors } from './row-errors.ts'
import { tellReason } from './tell-import.ts'

/** How many rows could not be read, and what is wrong with the first of them; undefined when all could. */
export async function tellUnread(
  dataDir: string,
  importId: string,
  { errors, skipped }: ImportProgress,
  locale: Locale,
): Promise<string | undefined> {
  const path = errorsPath(dataDir, importId)
  if (errors === 0 || !existsSync(path)) return undefined
  for await (const { line, reason, detail } of readRowErrors(path)) {
    // The list holds the rows that were left out on purpose, too.
    if (skipped[reason] !== undefined) continue
    return tellReason(locale, 'rows_unread', { rows: errors, line, detail, mostly: reason })
  }
  return undefined
}
