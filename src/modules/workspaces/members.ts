import { sql } from 'kysely'
import type { Member } from '#contract/people'
import type { Role } from '#contract/roles'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { requireRank } from './roles.ts'

export async function findRole(db: Db, personId: string, workspaceId: string): Promise<Role> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ role: Role }>`
      select role from memberships where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
    const [row] = rows
    if (!row) throw new DomainError('forbidden', 'no_workspace', 'You belong to no workspace.')
    return row.role
  })
}

type Change = { workspaceId: string; personId: string; byPersonId: string }

export async function listMembers(tx: Tx, workspaceId: string): Promise<Member[]> {
  const { rows } = await sql<Omit<Member, 'joinedAt' | 'seenAt'> & { joinedAt: Date; seenAt: Date | null }>`
    select p.id as "personId", p.name, p.email, m.role, m.created_at as "joinedAt",
      (select max(s.seen_at) from person_sessions s where s.person_id = p.id) as "seenAt"
    from memberships m join people p on p.id = m.person_id
    where m.workspace_id = ${workspaceId} order by m.created_at, p.id`.execute(tx)
  return rows.map((row) => ({
    ...row,
    joinedAt: row.joinedAt.toISOString(),
    seenAt: row.seenAt?.toISOString() ?? null,
  }))
}

/** The new role counts from the person's next request on. Throws last_owner when nobody would be left who may do everything. */
export async function changeRole(db: Db, { workspaceId, personId, byPersonId, role }: Change & { role: Role }) {
  await inWorkspace(db, workspaceId, async (tx) => {
    const roles = await lockRoles(tx, workspaceId)
    const before = roleOf(roles, personId)
    const own = roleOf(roles, byPersonId)
    requireRank(own, before)
    requireRank(own, role)
    if (before === role) return
    if (role !== 'owner') keepAnOwner(roles, personId)
    await sql`update memberships set role = ${role}
      where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
    await recordAudit(
      tx,
      workspaceId,
      { kind: 'person', actorId: byPersonId },
      {
        action: 'people.role_changed',
        target: { kind: 'person', id: personId },
        detail: { from: before, to: role },
      },
    )
  })
}

/** Also how somebody leaves by themselves. Their account stays: it belongs to the installation. */
export async function removeMember(db: Db, { workspaceId, personId, byPersonId }: Change): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const roles = await lockRoles(tx, workspaceId)
    const role = roleOf(roles, personId)
    requireRank(roleOf(roles, byPersonId), role)
    keepAnOwner(roles, personId)
    await sql`delete from memberships where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
    await recordAudit(
      tx,
      workspaceId,
      { kind: 'person', actorId: byPersonId },
      {
        action: personId === byPersonId ? 'people.left' : 'people.removed',
        target: { kind: 'person', id: personId },
        detail: { role },
      },
    )
  })
}

// Two owners may demote each other at once; the lock on the workspace makes the second one see the first.
async function lockRoles(tx: Tx, workspaceId: string): Promise<Map<string, Role>> {
  await sql`select from workspaces where workspace_id = ${workspaceId} for no key update`.execute(tx)
  const { rows } = await sql<{ id: string; role: Role }>`
    select person_id as id, role from memberships where workspace_id = ${workspaceId}`.execute(tx)
  return new Map(rows.map(({ id, role }) => [id, role]))
}

function roleOf(roles: Map<string, Role>, personId: string): Role {
  const role = roles.get(personId)
  if (!role) throw new DomainError('not_found', 'member_not_found', 'There is no such person in this workspace.')
  return role
}

function keepAnOwner(roles: Map<string, Role>, leaving: string): void {
  const others = [...roles].some(([id, role]) => role === 'owner' && id !== leaving)
  if (others || roles.get(leaving) !== 'owner') return
  throw new DomainError('conflict', 'last_owner', 'A workspace needs an owner: make somebody else one first.')
}
