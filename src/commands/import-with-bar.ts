import type { ImportProgress } from '#contract/imports'
import {
  createImport,
  type ImportDeps,
  importFile,
  type MapEntry,
  type ReadingChoices,
  shareDone,
} from '#modules/imports'
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
  try {
    const progress = await importFile(deps, {
      workspaceId,
      importId,
      path: filePath,
      kind: 'orders',
      mapping,
      onProgress: (state, status, expected) =>
        bar.update({
          label: words.t(`cli.import_${status}`),
          done: shareDone(state, status, expected),
          total: 1,
          ...(status === 'reading' ? { perSecond: state.rowsPerSecond } : {}),
          secondsLeft: state.secondsLeft,
        }),
    })
    return { importId, progress }
  } finally {
    bar.clear()
  }
}
