import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

/** Whether somebody decided that nothing is earned or redeemed by this member. */
export async function isBlocked(tx: Tx, workspaceId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql`select from loyalty_members where workspace_id = ${workspaceId} and member_id = ${memberId}
    and blocked_at is not null`.execute(tx)
  return rows.length > 0
}

/** Throws member_blocked. */
export async function refuseBlocked(tx: Tx, workspaceId: string, memberId: string): Promise<void> {
  if (await isBlocked(tx, workspaceId, memberId))
    throw new DomainError('forbidden', 'member_blocked', 'Nothing is earned or redeemed with this card at the moment.')
}
