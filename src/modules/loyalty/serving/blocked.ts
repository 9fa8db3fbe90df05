import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { Member } from '../ledger/book.ts'

/**
 * Somebody decided that nothing is earned or redeemed by this member: not at a till, not by API, not by an order of the shop. What time and
 * refunds do goes on. Throws member_blocked.
 */
export function refuseBlocked({ blocked }: Pick<Member, 'blocked'>): void {
  if (blocked)
    throw new DomainError('forbidden', 'member_blocked', 'Nothing is earned or redeemed with this card at the moment.')
}

/** The same of a member whose account is not open. */
export async function isBlocked(tx: Tx, workspaceId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql`select from loyalty_members where workspace_id = ${workspaceId} and member_id = ${memberId}
    and blocked_at is not null`.execute(tx)
  return rows.length > 0
}

/** Throws member_blocked. */
export async function requireFree(tx: Tx, workspaceId: string, memberId: string): Promise<void> {
  refuseBlocked({ blocked: await isBlocked(tx, workspaceId, memberId) })
}
