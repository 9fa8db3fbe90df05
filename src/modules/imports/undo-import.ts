import { setTimeout as sleep } from 'node:timers/promises'
import { forgetImport } from '#modules/customers'
import { hasCaughtUp, rebuildAnalytics } from '#modules/events'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { ImportDeps } from './import-context.ts'
import { getImport, saveProgress, saveStatus, startRun } from './imports.repo.ts'
import { cleanFolders } from './open-import.ts'

export type UndoOrder = {
  workspaceId: string
  importId: string
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

const savedEveryMs = 500

/**
 * Takes an import back: its events, orders and refunds, and the customers who came with nothing else; measures and reports are
 * counted anew. An import that is still running stops. Safe to repeat: called again after a crash, it goes on.
 */
export async function undoImport(deps: ImportDeps, order: UndoOrder): Promise<void> {
  const { workspaceId, importId, signal } = order
  const run = newId()
  const before = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const row = await getImport(tx, workspaceId, importId, true)
    if (row.status === 'draft')
      throw new DomainError('conflict', 'nothing_to_undo', 'This import has not been started.')
    if (row.status === 'undone') return row
    await startRun(tx, workspaceId, importId, run)
    await saveStatus(tx, workspaceId, importId, { status: 'undoing' })
    return row
  })
  if (before.status === 'undone') return
  // What is in the log has to be known to both engines before it can be taken out of both.
  const { lastPosition } = before.checkpoint
  while (lastPosition !== undefined && !(await hasCaughtUp(deps.db, workspaceId, lastPosition))) {
    signal?.throwIfAborted()
    await sleep(100)
  }
  await inWorkspace(deps.db, workspaceId, (tx) => forgetImport(tx, workspaceId, importId))
  let savedAt = 0
  await rebuildAnalytics(deps.rebuild, workspaceId, (done, total) => {
    signal?.throwIfAborted()
    order.onProgress?.(done, total)
    if (performance.now() - savedAt < savedEveryMs) return
    savedAt = performance.now()
    const progress = { ...before.progress, eventsToProject: total, eventsProjected: done }
    inWorkspace(deps.db, workspaceId, (tx) => saveProgress(tx, workspaceId, importId, run, progress)).catch(() => {})
  })
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await saveProgress(tx, workspaceId, importId, run, before.progress)
    await saveStatus(tx, workspaceId, importId, { status: 'undone', finishedAt: deps.clock.now() })
  })
  cleanFolders(deps.dataDir, importId)
}
