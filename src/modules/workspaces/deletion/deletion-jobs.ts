import { sql } from 'kysely'
import { z } from 'zod'
import type { Jobs } from '#platform/jobs'
import { type DeletionDeps, deleteWorkspace } from './delete-workspace.ts'

const deleteJob = 'workspaces.delete'
const lookJob = 'workspaces.delete-due'

/** Every ten minutes the workspaces whose seven days are over are deleted. Every process that works calls this once. */
export async function defineDeletionJobs(deps: DeletionDeps, jobs: Jobs): Promise<void> {
  await jobs.define(deleteJob, z.object({ workspaceId: z.uuid() }), ({ workspaceId }, { signal }) =>
    deleteWorkspace(deps, workspaceId, signal),
  )
  await jobs.define(lookJob, z.object({}), async () => {
    const { rows } = await sql<{ id: string }>`
      select workspace_id as id from list_due_workspace_deletions()`.execute(deps.db)
    for (const { id } of rows) await jobs.enqueue(deleteJob, { workspaceId: id }, { key: id })
  })
  await jobs.repeat(lookJob, '*/10 * * * *')
}
