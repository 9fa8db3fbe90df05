import { sql } from 'kysely'
import type { OwnWorkspace } from '#contract/people'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { insertWorkspace, type NewWorkspace } from './create-workspace.ts'
import { listMemberships } from './memberships.ts'
import { upsertMembership } from './people.repo.ts'

/** Where somebody belongs, oldest first, and which of it waits for its deletion. */
export async function listOwnWorkspaces(db: Db, personId: string): Promise<OwnWorkspace[]> {
  const { rows } = await sql<{ workspace_id: string; delete_after: Date }>`
    select workspace_id, delete_after from find_workspace_deletions(${personId})`.execute(db)
  const due = new Map(rows.map((row) => [row.workspace_id, row.delete_after.toISOString()]))
  return (await listMemberships(db, personId)).map(({ workspace: { workspaceId, name }, role }) => ({
    workspaceId,
    name,
    role,
    deletesAt: due.get(workspaceId) ?? null,
  }))
}

/** Another workspace, owned by its maker. Whoever owns none cannot make one: a till's sign-in is not to open businesses. */
export async function createOwnWorkspace(
  db: Db,
  personId: string,
  wanted: NewWorkspace,
): Promise<{ workspaceId: string }> {
  const mine = await listMemberships(db, personId)
  if (mine.length > 0 && !mine.some(({ role }) => role === 'owner')) {
    throw new DomainError('forbidden', 'owners_only', 'Only who owns a workspace can open another one.')
  }
  const workspaceId = newId()
  await inWorkspace(db, workspaceId, async (tx) => {
    await insertWorkspace(tx, workspaceId, wanted)
    await upsertMembership(tx, workspaceId, personId, 'owner')
    await recordAudit(
      tx,
      workspaceId,
      { kind: 'person', actorId: personId },
      {
        action: 'workspace.created',
        target: { kind: 'workspace', id: workspaceId },
      },
    )
  })
  return { workspaceId }
}
