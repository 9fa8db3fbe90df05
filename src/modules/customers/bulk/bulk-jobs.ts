import { z } from 'zod'
import { trackJob } from '#modules/jobs'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { type BulkDeps, runJob, undoJob } from './bulk-context.ts'
import { getBulkEdit } from './bulk-edits.repo.ts'
import { runBulkEdit, runBulkUndo, stopBulkEdit } from './run-bulk-edit.ts'
import { bulkJob, bulkUndoJob } from './start-bulk-edit.ts'

const payload = z.object({ workspaceId: z.uuid(), bulkEditId: z.uuid() })

/** Bulk edits and taking them back, in the background; both go on after a crash. */
export async function defineBulkJobs(deps: BulkDeps, jobs: Jobs): Promise<void> {
  await jobs.define(runJob, payload, async ({ workspaceId, bulkEditId }, { signal }) => {
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getBulkEdit(tx, workspaceId, bulkEditId))
    const job = { ...bulkJob(workspaceId, bulkEditId, row.change, row), signal, triesAgain: true }
    const isDone = await trackJob(deps, job, async (tracked) => {
      await runBulkEdit(deps, { workspaceId, bulkEditId, ...tracked })
      return true
    })
    if (!isDone) await stopBulkEdit(deps, { workspaceId, bulkEditId, signal })
  })
  await jobs.define(undoJob, payload, async ({ workspaceId, bulkEditId }, { signal }) => {
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getBulkEdit(tx, workspaceId, bulkEditId))
    const job = { ...bulkUndoJob(workspaceId, bulkEditId, row.change, row), signal, triesAgain: true }
    await trackJob(deps, job, (tracked) => runBulkUndo(deps, { workspaceId, bulkEditId, ...tracked }))
  })
}
