import type { ImportProgress } from '#contract/imports'
import { createImport, type ImportDeps, importFile, type MapEntry, type ReadingChoices } from '#modules/imports'
import type { Locale, Translate } from '#platform/i18n'
import { createProgressBar } from './progress-bar.ts'

/** Imports one order file while a bar on standard error shows how far it is. The file stays where it is. */
export async function importWithBar(
  deps: ImportDeps,
  wanted: {
    workspaceId: string
    path: string
    fileName: string
    map?: MapEntry[]
    timeZone?: string
    currency?: string
    source?: string
    reading?: ReadingChoices
  },
  words: { locale: Locale; t: Translate },
): Promise<{ importId: string; progress: ImportProgress }> {
  const { workspaceId, path: filePath, ...rest } = wanted
  const { importId, mapping } = await createImport(deps, { workspaceId, filePath, kind: 'orders', ...rest })
  const bar = createProgressBar(process.stderr, words.locale, words.t)
  const progress = await importFile(deps, {
    workspaceId,
    importId,
    path: filePath,
    kind: 'orders',
    mapping,
    onProgress: (state, status, expected) => {
      const written = state.eventsWritten + state.duplicates
      const at = {
        reading: { done: state.bytesRead, total: state.totalBytes, perSecond: state.rowsPerSecond },
        writing: { done: written, total: Math.max(written, expected) },
        projecting: { done: state.eventsProjected, total: state.eventsToProject },
      }
      bar.update({ label: words.t(`cli.import_${status}`), ...at[status], secondsLeft: state.secondsLeft })
    },
  })
  bar.clear()
  return { importId, progress }
}
