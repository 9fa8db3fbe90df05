import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { prepared } from '#platform/postgres'
import { type Question, question } from '../ledger/ask-at-once.ts'
import type { Desk } from '../ledger/desk.ts'

export type Redemption = {
  redemptionId: string
  points: number
  discountMinor: number
  status: 'reserved' | 'confirmed' | 'cancelled' | 'returned'
  expiresAt: string | null
}

export type StoredRedemption = Redemption & { memberId: string; transactionId: string; order: string | null }

const columns = sql`redemption_id as "redemptionId", points, discount_minor as "discountMinor", status, expires_at as "expiresAt",
  member_id as "memberId", transaction_id as "transactionId", order_ref as "order"`

/** Which of these orders points were used on. */
export function redeemedOf({ workspaceId, programmeId }: Desk, orders: string[]): Question<Set<string>> {
  const asks = sql<{
    order: string
  }>`select order_ref as order from loyalty_redemptions where workspace_id = ${workspaceId}
    and programme_id = ${programmeId} and order_ref = any(${orders}::text[]) and status in ('reserved', 'confirmed')`
  return question(orders.length === 0 ? null : asks, (rows) => new Set(rows.map(({ order }) => order)))
}

/** The redemption that points of an order are held or spent by. */
export async function findByOrder(desk: Desk, order: string): Promise<StoredRedemption | undefined> {
  const { rows } =
    await prepared<StoredRedemption>`select ${columns} from loyalty_redemptions where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and order_ref = ${order} and status in ('reserved', 'confirmed')`.execute(
      desk.tx,
    )
  return rows[0]
}

/** Throws redemption_not_found. */
export async function getRedemption(desk: Desk, redemptionId: string): Promise<StoredRedemption> {
  const { rows } =
    await sql<StoredRedemption>`select ${columns} from loyalty_redemptions where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and redemption_id = ${redemptionId}`.execute(desk.tx)
  const [row] = rows
  if (!row) throw new DomainError('not_found', 'redemption_not_found', 'There is no such redemption.')
  return row
}

export async function setStatus(desk: Desk, redemptionId: string, status: Redemption['status']): Promise<void> {
  await sql`update loyalty_redemptions set status = ${status} where workspace_id = ${desk.workspaceId}
    and redemption_id = ${redemptionId}`.execute(desk.tx)
}
