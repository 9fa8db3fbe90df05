import { stat } from 'node:fs/promises'
import type { ImportMapping, ImportProgress } from '#contract/imports'
import { isDomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { giveUp } from './give-up.ts'
import type { FileDeps, ImportContext } from './import-context.ts'
import {
  getImport,
  type ImportProblem,
  type ImportRecord,
  saveProgress,
  saveStatus,
  startRun,
  takenOver,
} from './imports.repo.ts'
import { cleanFolders, keepErrors, openContext } from './open-import.ts'
import { runPhases } from './run-phases.ts'

export type ImportOrder = {
  workspaceId: string
  importId: string
  path: string
  kind: ImportRecord['kind']
  mapping: ImportMapping
  /** `eventsExpected`: how many there will be in the end, as far as known yet */
  onProgress?: (progress: ImportProgress, status: ImportContext['status'], eventsExpected: number) => void
  signal?: AbortSignal
}

/**
 * Takes a file into the log and waits until both engines show it. Begins where an earlier run of the same import stopped;
 * what the log has already is counted as a duplicate. Throws a DomainError when the file cannot be imported (the import is
 * `failed` then), also when it breaks a third time on what is our fault; anything else that is thrown, an abort too, leaves
 * it ready to go on.
 */
export async function importFile(deps: FileDeps, order: ImportOrder): Promise<ImportProgress> {
  const { workspaceId, importId } = order
  const run = newId()
  const row = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { status } = await getImport(tx, workspaceId, importId, true)
    if (status === 'undoing' || status === 'undone') throw takenOver()
    await startRun(tx, workspaceId, importId, run)
    return await getImport(tx, workspaceId, importId)
  })
  const context = await openContext(deps, workspaceId, row, { ...order, run })
  try {
    context.progress.totalBytes = (await stat(order.path)).size
    await runPhases(deps, context, order.onProgress, { ...row.checkpoint, run })
    await end(deps, context, { status: 'done' })
    return context.progress
  } catch (cause) {
    const error = isDomainError(cause) || order.signal?.aborted ? cause : await giveUp(deps, context, cause)
    if (isDomainError(error) && error.code === 'invalid') {
      const { reason, message, details } = error
      keepErrors(deps.dataDir, context)
      await end(deps, context, { status: 'failed', error: { reason, message, details } })
    }
    throw error
  }
}

async function end(
  deps: FileDeps,
  context: ImportContext,
  change: { status: 'done' | 'failed'; error?: ImportProblem },
): Promise<void> {
  const { workspaceId, importId, run, progress } = context
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getImport(tx, workspaceId, importId, true)
    if (row.checkpoint.run !== run) throw takenOver()
    await saveProgress(tx, workspaceId, importId, run, progress)
    await saveStatus(tx, workspaceId, importId, { ...change, finishedAt: deps.clock.now() })
  })
  cleanFolders(deps.dataDir, importId)
}
