import { sql } from 'kysely'
import type { Join, OpenInvitation } from '#contract/people'
import { recordAudit } from '#modules/audit'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { sha256 } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { entryBrandOf } from '../brand/brand.ts'
import { listWorkspaceIds } from '../list-workspace-ids.ts'
import { findPersonByEmail, insertPerson, upsertMembership } from '../people.repo.ts'
import { timeOf } from '../sessions.ts'
import { type InvitationRow, lockInvitation } from './invitations.repo.ts'

type Deps = { db: Db; clock: Clock }
type Opened = { tx: Tx; workspaceId: string; row: InvitationRow }

/** What the page shows that the link opens. Unknown, used, withdrawn and replaced links are answered alike. */
export async function lookAtInvitation(deps: Deps, token: string): Promise<OpenInvitation> {
  return await withInvitation(deps, token, async ({ tx, workspaceId, row }) => ({
    workspaceId,
    workspaceName: row.workspaceName,
    brand: await entryBrandOf(tx, workspaceId),
    email: row.email,
    role: row.role,
    locale: row.locale,
    invitedBy: row.invitedBy,
    expiresAt: row.expiresAt.toISOString(),
    isKnown: (await findPersonByEmail(tx, row.email)) !== undefined,
  }))
}

/** A new person with the invited address joins. Throws person_exists when somebody has it already: they sign in and accept. */
export async function joinAsNewPerson(
  deps: Deps,
  given: Join,
  isProven: boolean,
): Promise<{ personId: string; workspaceId: string }> {
  return await withInvitation(deps, given.token, async (opened) => {
    const { tx, row } = opened
    if (await findPersonByEmail(tx, row.email)) {
      throw new DomainError(
        'conflict',
        'person_exists',
        'Somebody with this address has an account: sign in to accept.',
      )
    }
    const { name, password, locale } = given
    const personId = await insertPerson(tx, { name, password, locale, email: row.email })
    // Only a link that went by mail shows that the address is theirs.
    if (isProven) await sql`update people set email_verified = true where id = ${personId}`.execute(tx)
    await accept(deps, opened, personId)
    return { personId, workspaceId: opened.workspaceId }
  })
}

/** Somebody who is signed in joins, if the invitation is for their address. */
export async function joinAsPerson(
  deps: Deps,
  token: string,
  person: { personId: string; email: string },
): Promise<{ workspaceId: string }> {
  return await withInvitation(deps, token, async (opened) => {
    if (opened.row.email !== person.email.toLowerCase()) {
      throw new DomainError('forbidden', 'invitation_for_other', 'This invitation is for another address.', {
        email: opened.row.email,
      })
    }
    await accept(deps, opened, person.personId)
    return { workspaceId: opened.workspaceId }
  })
}

/** Somebody whose address is proven joins wherever it is invited. Returns in how many workspaces. */
export async function joinByAddress(deps: Deps, person: { personId: string; email: string }): Promise<number> {
  let joined = 0
  for (const workspaceId of await listWorkspaceIds(deps.db)) {
    joined += await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string }>`select invitation_id as id from invitations
        where workspace_id = ${workspaceId} and email = ${person.email.toLowerCase()} and accepted_at is null
          and withdrawn_at is null and expires_at > ${timeOf(deps.clock)} order by invitation_id desc limit 1`.execute(
        tx,
      )
      const row = rows[0] && (await lockInvitation(tx, workspaceId, rows[0].id))
      // Used or withdrawn while the lock was waited for.
      if (!row || row.acceptedAt !== null || row.withdrawnAt !== null) return 0
      await accept(deps, { tx, workspaceId, row }, person.personId)
      return 1
    })
  }
  return joined
}

// The row lock lets two browsers with one link take turns: the second finds it used.
async function withInvitation<T>(deps: Deps, token: string, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { rows } = await sql<{ workspace_id: string; invitation_id: string }>`
    select workspace_id, invitation_id from find_invitation(${sha256(token)})`.execute(deps.db)
  const [found] = rows
  if (!found) throw closed()
  return await inWorkspace(deps.db, found.workspace_id, async (tx) => {
    const row = await lockInvitation(tx, found.workspace_id, found.invitation_id)
    const isOpen = row && row.acceptedAt === null && row.withdrawnAt === null
    if (!isOpen || !(await isStillItsToken(tx, found, token))) throw closed()
    if (row.expiresAt.getTime() <= deps.clock.now().epochMilliseconds) {
      throw new DomainError('not_found', 'invitation_expired', 'This invitation has run out; ask for a new one.')
    }
    return await work({ tx, workspaceId: found.workspace_id, row })
  })
}

async function isStillItsToken(
  tx: Tx,
  found: { workspace_id: string; invitation_id: string },
  token: string,
): Promise<boolean> {
  const { rows } = await sql`select from invitations where workspace_id = ${found.workspace_id}
    and invitation_id = ${found.invitation_id} and token_hash = ${sha256(token)}`.execute(tx)
  return rows.length > 0
}

async function accept(deps: Deps, { tx, workspaceId, row }: Opened, personId: string): Promise<void> {
  const { rows } =
    await sql`select from memberships where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
  if (rows.length > 0) throw new DomainError('conflict', 'already_member', 'You belong to this workspace already.')
  await upsertMembership(tx, workspaceId, personId, row.role)
  await sql`update invitations set accepted_at = ${timeOf(deps.clock)}
    where workspace_id = ${workspaceId} and invitation_id = ${row.invitationId}`.execute(tx)
  await recordAudit(
    tx,
    workspaceId,
    { kind: 'person', actorId: personId },
    {
      action: 'people.joined',
      target: { kind: 'invitation', id: row.invitationId },
      detail: { role: row.role },
    },
  )
}

function closed(): DomainError {
  return new DomainError(
    'not_found',
    'invitation_closed',
    'This link opens nothing: it was used, withdrawn or replaced.',
  )
}
