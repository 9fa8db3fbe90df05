import { sql } from 'kysely'
import { findLot, type Lot } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'
import { counterpart, type Line, type Posting } from '../ledger/post.ts'
import type { At } from '../serving/with-member.ts'

/** A fee that was paid, as it stands in the ledger. */
export type Payment = {
  id: string
  memberId: string
  at: Date
  detail: { plan: string; planId: string; amountMinor: number; until: string; from: string | null; lot?: string }
}

export async function findPayment({ tx, workspaceId }: Desk, transactionId: string): Promise<Payment | undefined> {
  const { rows } =
    await sql<Payment>`select transaction_id as id, member_id as "memberId", at, detail from loyalty_transactions
    where workspace_id = ${workspaceId} and transaction_id = ${transactionId} and kind = 'plan_paid'`.execute(tx)
  return rows[0]
}

/** The lines of a fee that goes back. */
export const feeBack = (desk: Desk, planId: string, amountMinor: number): Line[] => [
  { accountId: counterpart(desk, `plan:${planId}`, 'fees'), currency: 'fees', amount: -amountMinor },
  { accountId: counterpart(desk, 'received', 'fees'), currency: 'fees', amount: amountMinor },
]

type Gift = { voucherId: string; reward: string; isUsed: boolean }

/** The rewards that came with a payment. */
async function giftsOf(desk: Desk, { at, detail, memberId }: Payment, lock: boolean): Promise<Gift[]> {
  const { rows } =
    await sql<Gift>`select v.voucher_id as "voucherId", v.reward_id as reward, v.used_at is not null as "isUsed"
    from loyalty_vouchers v join loyalty_transactions t using (workspace_id, transaction_id)
    where v.workspace_id = ${desk.workspaceId} and t.member_id = ${memberId} and t.kind = 'gift'
      and t.detail ->> 'plan' = ${detail.planId} and t.recorded_at >= ${at} ${lock ? sql`for update of v` : sql``}`.execute(
      desk.tx,
    )
  return rows
}

/** Unused rewards that came with a payment are there again for others: before any account is locked, as counters always are. */
export async function countGiftsDown(desk: Desk, payment: Payment): Promise<string[]> {
  const { tx, workspaceId, programmeId } = desk
  const unused = async () => (await giftsOf(desk, payment, false)).filter(({ isUsed }) => !isUsed)
  const names = (await unused()).map(({ reward }) => `reward:${reward}`)
  // Whoever gives one holds its counter until it is given.
  await sql`select from loyalty_counters where workspace_id = ${workspaceId} and programme_id = ${programmeId}
    and name = any(${names}::text[]) order by name for update`.execute(tx)
  const gifts = await unused()
  for (const { reward } of gifts)
    await sql`update loyalty_counters set used = used - 1 where workspace_id = ${workspaceId} and programme_id = ${programmeId}
      and name = ${`reward:${reward}`}`.execute(tx)
  return gifts.map(({ voucherId }) => voucherId)
}

/** Takes those back under the lock of the account. Undefined when one of them was used or given meanwhile. */
export async function takeGifts(
  { desk }: At,
  payment: Payment,
  counted: string[],
): Promise<{ used: number } | undefined> {
  const gifts = await giftsOf(desk, payment, true)
  const unused = gifts.filter(({ isUsed }) => !isUsed).map(({ voucherId }) => voucherId)
  if (unused.length !== counted.length || unused.some((id) => !counted.includes(id))) return undefined
  await sql`delete from loyalty_vouchers where workspace_id = ${desk.workspaceId} and voucher_id = any(${counted}::uuid[])`.execute(
    desk.tx,
  )
  return { used: gifts.length - unused.length }
}

/** The points that came with a payment; undefined where there were none or they lie on another account by now. */
export async function pointsOf({ desk, book }: At, { detail: { lot } }: Payment): Promise<Lot | undefined> {
  const found = lot === undefined ? undefined : await findLot(desk, lot)
  return found?.accountId === book.accountId ? found : undefined
}

/** Takes points out of their lot, or puts some back into it (`count` below zero), with what they count for tiers. */
export function movePoints(
  { desk, book, member }: At,
  { lotId, activeAt }: Lot,
  count: number,
): { lines: Line[]; qualifying: NonNullable<Posting['qualifying']> } {
  if (count === 0) return { lines: [], qualifying: [] }
  member.lifetime -= count
  book.lots = undefined
  return {
    lines: [
      { accountId: book.accountId, currency: 'points', lotId, amount: -count },
      { accountId: counterpart(desk, 'undone'), currency: 'points', amount: count },
    ],
    qualifying: [{ memberId: member.memberId, at: activeAt, points: -count }],
  }
}
