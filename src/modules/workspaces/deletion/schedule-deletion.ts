import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { announceJob, requestCancel } from '#modules/jobs'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { forgetCachedKeys } from '../find-api-key.ts'

type By = { workspaceId: string; personId: string }

/**
 * Seven days from now the workspace goes with everything in it; until then it can be called back. Its keys open nothing from
 * this moment on. Scheduling again changes nothing. Throws wrong_workspace_name unless the name is typed as it stands.
 */
export async function scheduleDeletion(
  db: Db,
  { workspaceId, personId }: By,
  typedName: string,
): Promise<{ deletesAt: string }> {
  const due = await inWorkspace(db, workspaceId, async (tx) => {
    const { rows: found } = await sql<{ name: string }>`
      select name from workspaces where workspace_id = ${workspaceId} for update`.execute(tx)
    const [workspace] = found
    if (!workspace || workspace.name.trim() !== typedName.trim()) {
      throw new DomainError('invalid', 'wrong_workspace_name', 'The name is not that of the workspace.')
    }
    const jobId = newId()
    const { rows: before } = await sql<{ due: Date }>`
      select delete_after as due from workspace_deletions where workspace_id = ${workspaceId}`.execute(tx)
    if (before[0]) return before[0].due
    const { rows } = await sql<{ due: Date }>`
      select schedule_workspace_deletion(${workspaceId}, ${jobId}, ${personId}) as due`.execute(tx)
    const [row] = rows
    if (!row) throw new Error('the deletion was not kept')
    await announceJob(tx, {
      workspaceId,
      jobId,
      kind: 'workspace_deletion',
      subject: workspace.name,
      link: '/settings/workspaces',
    })
    await recordAudit(
      tx,
      workspaceId,
      { kind: 'person', actorId: personId },
      {
        action: 'workspace.deletion_scheduled',
        target: { kind: 'workspace', id: workspaceId },
        detail: { deletesAt: row.due.toISOString() },
      },
    )
    return row.due
  })
  forgetCachedKeys(db)
  return { deletesAt: due.toISOString() }
}

/** Everything is as before, keys included. Throws deletion_final once the seven days are over. */
export async function callOffDeletion(db: Db, { workspaceId, personId }: By): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const { rows: jobs } = await sql<{ job_id: string }>`
      select job_id from workspace_deletions where workspace_id = ${workspaceId}`.execute(tx)
    const { rows } = await sql<{ done: boolean }>`select call_off_workspace_deletion(${workspaceId}) as done`.execute(
      tx,
    )
    if (!rows[0]?.done)
      throw new DomainError('conflict', 'deletion_final', 'There is no deletion that could be called off.')
    if (jobs[0]) await requestCancel(tx, workspaceId, jobs[0].job_id)
    await recordAudit(
      tx,
      workspaceId,
      { kind: 'person', actorId: personId },
      {
        action: 'workspace.deletion_called_off',
        target: { kind: 'workspace', id: workspaceId },
      },
    )
  })
  forgetCachedKeys(db)
}
