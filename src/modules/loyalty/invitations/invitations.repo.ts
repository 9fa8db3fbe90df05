import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { InvitationKind } from '#contract/loyalty-club-words'
import type { Desk } from '../ledger/desk.ts'

export type Invitation = {
  invitationId: string
  kind: InvitationKind
  target: string
  code: string
  customerId: string | null
  most: number | null
  used: number
  until: Date | null
  note: string | null
  at: Date
  withdrawnAt: Date | null
}

export const columns = sql`i.invitation_id as "invitationId", i.kind, i.target, i.code, i.customer_id as "customerId", i.most, i.used,
  i.until, i.note, i.created_at as at, i.withdrawn_at as "withdrawnAt"`

// Letters and digits that nobody takes for one another; 12 of 31 are 59 random bits, and joining is limited for each address.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXY'

export const newInvitationCode = (): string =>
  Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)] ?? '2').join('')

/** As it is typed or read out: in any case, with blanks and hyphens. */
const plainCode = (code: string): string => code.toUpperCase().replaceAll(/[\s-]/g, '')

/** An invitation that stands, under its lock: not over, not withdrawn, not used up. */
export async function lockInvitation(desk: Desk, code: string): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`select ${columns} from loyalty_invitations i
    where i.workspace_id = ${desk.workspaceId} and i.programme_id = ${desk.programmeId} and i.code = ${plainCode(code)}
      and i.withdrawn_at is null and (i.until is null or i.until > ${desk.now.toString()})
      and (i.most is null or i.used < i.most) for update`.execute(desk.tx)
  return rows[0]
}

/** Those of these customers by name that stand. */
export async function lockOwnInvitations(desk: Desk, customerIds: string[]): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`select ${columns} from loyalty_invitations i
    where i.workspace_id = ${desk.workspaceId} and i.programme_id = ${desk.programmeId}
      and i.customer_id = any(${customerIds}::uuid[]) and i.withdrawn_at is null
      and (i.until is null or i.until > ${desk.now.toString()}) and (i.most is null or i.used < i.most)
    order by i.invitation_id for update`.execute(desk.tx)
  return rows
}

export async function countUse({ tx, workspaceId }: Desk, invitationId: string): Promise<void> {
  await sql`update loyalty_invitations set used = used + 1 where workspace_id = ${workspaceId}
    and invitation_id = ${invitationId}`.execute(tx)
}

/** Remembers that a member holds what they were invited to; false where they do already. */
export async function giveInvited(
  desk: Desk,
  { invitationId, kind, target }: Pick<Invitation, 'invitationId' | 'kind' | 'target'>,
  memberId: string,
): Promise<boolean> {
  const added = await sql`insert into loyalty_invited (workspace_id, member_id, kind, target, invitation_id, at)
    values (${desk.workspaceId}, ${memberId}, ${kind}, ${target}, ${invitationId}, ${desk.now.toString()})
    on conflict do nothing`.execute(desk.tx)
  return added.numAffectedRows === 1n
}

/** The rewards a member was invited to. */
export async function invitedRewards(
  { tx, workspaceId }: Pick<Desk, 'tx' | 'workspaceId'>,
  memberId: string,
): Promise<Set<string>> {
  const { rows } = await sql<{ target: string }>`select target from loyalty_invited
    where workspace_id = ${workspaceId} and member_id = ${memberId} and kind = 'reward'`.execute(tx)
  return new Set(rows.map(({ target }) => target))
}
