import { z } from 'zod'
import { trackJob } from '#modules/jobs'
import { isDomainError } from '#platform/errors'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import type { ImportDeps } from './import-context.ts'
import { importFile } from './import-file.ts'
import { importJob, measureImport, undoImportJob } from './import-tracking.ts'
import { getImport } from './imports.repo.ts'
import { importPath } from './open-import.ts'
import { undoImport } from './undo-import.ts'

export const runJob = 'imports.run'
export const undoJob = 'imports.undo'

const payload = z.object({ workspaceId: z.uuid(), importId: z.uuid() })
const going = new Set(['queued', 'reading', 'writing', 'projecting'])

/** The module's work in the background: an import, and taking one back. Both go on after a crash. */
export async function defineImportJobs(deps: ImportDeps, jobs: Jobs): Promise<void> {
  await jobs.define(runJob, payload, async ({ workspaceId, importId }, { signal }) => {
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
    if (!going.has(row.status)) return
    const { kind, mapping } = row
    try {
      await trackJob(deps, { ...importJob(workspaceId, row), signal, triesAgain: true }, (tracked) =>
        importFile(deps, {
          workspaceId,
          importId,
          path: importPath(deps.dataDir, row.filePath),
          kind,
          mapping,
          signal: tracked.signal,
          onProgress: (...at) => tracked.progress(measureImport(...at)),
        }),
      )
    } catch (error) {
      // The import keeps what is wrong with the file, and who took it over finishes it; trying again would not help.
      if (!isDomainError(error) || error.code === 'unavailable') throw error
      deps.log.info({ importId, reason: error.reason }, 'An import has ended early')
    }
  })
  await jobs.define(undoJob, payload, async ({ workspaceId, importId }, { signal }) => {
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getImport(tx, workspaceId, importId))
    await trackJob(deps, { ...undoImportJob(workspaceId, row), signal, triesAgain: true }, (tracked) =>
      undoImport(deps, {
        workspaceId,
        importId,
        signal: tracked.signal,
        onProgress: (done, total) => tracked.progress({ done, total }),
      }),
    )
  })
}
