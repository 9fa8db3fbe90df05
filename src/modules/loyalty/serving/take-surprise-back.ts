import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { mineOf } from '../ledger/mine.ts'
import { post } from '../ledger/post.ts'
import { findWholeLot } from '../ledger/whole-lot.ts'
import { takeLeft } from './reverse-lot.ts'
import { countUp } from './rewards.ts'
import { budgets } from './surprise.ts'
import type { At } from './with-member.ts'

/** A purchase, by where it stands in the ledger, and whose it is. */
type Purchase = { memberId: string; earnId: string }
type Found = {
  id: string
  month: string
  /** of points */
  lotId: string | null
  /** of a reward that was not used yet */
  voucherId: string | null
  reward: string | null
}

/** What a purchase brought that nobody expected and that is there yet. */
async function findSurprise(desk: Desk, { memberId, earnId }: Purchase): Promise<Found | undefined> {
  const { tx, workspaceId } = desk
  const { rows } = await sql<Found>`
    with recursive ${mineOf(desk, memberId)}
    select t.transaction_id as id, t.detail ->> 'month' as month, t.detail ->> 'reward' as reward, v.voucher_id as "voucherId",
      (select e.lot_id from loyalty_entries e where e.workspace_id = t.workspace_id and e.transaction_id = t.transaction_id
        and e.lot_id is not null limit 1) as "lotId"
    from loyalty_transactions t left join loyalty_vouchers v on v.workspace_id = t.workspace_id
      and v.transaction_id = t.transaction_id and v.used_at is null
    where t.workspace_id = ${workspaceId} and t.member_id in (select id from mine) and t.kind in ('surprise', 'gift')
      and t.transaction_id >= ${sameMoment(earnId)} and t.detail ->> 'with' = ${earnId}`.execute(tx)
  return rows[0]
}

/** Ids are in the order of time to the millisecond; what came before needs no look. */
const sameMoment = (id: string): string => `${id.slice(0, 13)}-0000-0000-000000000000`

const rewardCounter = (reward: string): string => `reward:${reward}`

/** The counter of a reward that may be taken back: before any account is locked, as counters of rewards always are. */
export async function lockSurprise(desk: Desk, purchase: Purchase): Promise<void> {
  const { reward } = (await findSurprise(desk, purchase)) ?? {}
  if (reward) await countUp(desk, rewardCounter(reward), 0, null)
}

/**
 * A purchase is gone, and so is what nobody expected of it: what is left of the points, a reward that was not used. The month's budget has
 * that again. Inside an open book; the month's counter is locked after it. Returns how many points and rewards went.
 */
export async function takeSurpriseBack(at: At, purchase: Purchase): Promise<{ points: number; rewards: number }> {
  const { desk } = at
  const found = await findSurprise(desk, purchase)
  if (!found) return { points: 0, rewards: 0 }
  const { lotId, voucherId, month, reward } = found
  const points = lotId === null ? 0 : await takePoints(at, lotId)
  if (points > 0) await countUp(desk, budgets.points(month), -points, null)
  const isTaken = voucherId !== null && reward !== null && (await takeVoucher(at, { ...found, voucherId, reward }))
  if (isTaken) await countUp(desk, budgets.rewards(month), -1, null)
  return { points, rewards: isTaken ? 1 : 0 }
}

async function takePoints({ desk, book, member }: At, lotId: string): Promise<number> {
  const whole = await findWholeLot(desk, lotId)
  return whole ? await takeLeft(desk, [{ book, member }], whole, { kind: 'surprise_back', to: 'reversed' }) : 0
}

/** Back to the stock and its code to the list, unless somebody uses it at this moment. */
async function takeVoucher(
  { desk, book, member }: At,
  { id, voucherId, reward }: Found & { voucherId: string; reward: string },
): Promise<boolean> {
  const gone = await sql<{ code: string }>`delete from loyalty_vouchers where workspace_id = ${desk.workspaceId}
    and voucher_id = ${voucherId} and used_at is null returning code`.execute(desk.tx)
  const [voucher] = gone.rows
  if (!voucher) return false
  await sql`update loyalty_listed_codes set taken_at = null where workspace_id = ${desk.workspaceId}
    and programme_id = ${desk.programmeId} and code = ${voucher.code}`.execute(desk.tx)
  await countUp(desk, rewardCounter(reward), -1, null)
  const detail = { reward, of: id }
  await post(desk, [book], { kind: 'gift_back', memberId: member.memberId, at: desk.now, detail, lines: [] })
  return true
}
