import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Book, Member } from '../ledger/book.ts'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { type Currency, counterpart, post } from '../ledger/post.ts'
import type { Item } from '../rules/score-purchase.ts'
import { refuseBlocked } from './blocked.ts'
import { followChallenges } from './challenges.ts'
import { countedOf } from './leave-out.ts'
import { type Keyed, markActive, withMember } from './with-member.ts'

/** `transactionId`: where it stands in the ledger. */
export type Stamped = { transactionId: string; stampsAdded: number; stamps: number; rewardsReady: number }

/**
 * Stamps on a member's card; a full card becomes a reward. Throws no_stamps, nothing_earns, stamps_too_soon, stamps_day_limit, below_minimum_order.
 */
export async function addStamps(
  deps: LoyaltyDeps,
  place: Place,
  stamp: Keyed & {
    memberId: string
    count?: number | undefined
    amountMinor?: number | undefined
    /** lines that never earn bring no stamp either */
    items?: Item[] | undefined
    /** the shop's own number of the order: its refund takes the stamps back */
    order?: string | undefined
    /** given with a new card: no limit asks for it or counts it */
    isWelcome?: boolean
    /** when it was done, where that was without a connection */
    occurredAt?: Temporal.Instant | undefined
  },
): Promise<Stamped> {
  return await withMember(deps, place, { ...stamp, name: 'stamp' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const rule = desk.rules.stamps
    if (!rule) throw new DomainError('conflict', 'no_stamps', 'This programme has no stamps.')
    const { amountMinor = 0, items } = stamp
    const { counted } = await countedOf(desk, member, { amountMinor, items })
    if (!stamp.isWelcome && counted.isNothing)
      throw new DomainError('conflict', 'nothing_earns', 'What was bought, or who bought it, earns nothing here.')
    if (!stamp.isWelcome && rule.minMinor !== undefined && counted.basisMinor < rule.minMinor)
      throw new DomainError('conflict', 'below_minimum_order', 'The order is too small for a stamp.', {
        minMinor: rule.minMinor,
      })
    const { count = 1, occurredAt: at = desk.now } = stamp
    const allowed = stamp.isWelcome ? count : await allowedAt(desk, member, count, at)
    const done = await putStamps(desk, book, member, allowed, { ...stamp, at })
    if (!stamp.isWelcome && done.stampsAdded > 0) await followChallenges({ desk, book, member }, at)
    markActive(book, at)
    return done
  })
}

/** Stamps as they are, without asking for limits; a full card becomes a reward. */
export async function putStamps(
  desk: Desk,
  book: Book,
  member: Member,
  count: number,
  {
    isWelcome = false,
    order,
    at = desk.now,
  }: { isWelcome?: boolean; order?: string | undefined; at?: Temporal.Instant } = {},
): Promise<Stamped> {
  const { required = 1, overflow = 'carry' } = desk.rules.stamps ?? {}
  const stamps = await balanceOf(desk, member.stampsAccountId)
  const added = overflow === 'cap' ? Math.max(0, Math.min(count, required - stamps)) : count
  const full = Math.floor((stamps + added) / required)
  const transactionId = await post(desk, [book], {
    kind: 'stamp',
    memberId: member.memberId,
    at,
    order,
    detail: {
      stamps: added,
      ...(full > 0 ? { rewards: full } : {}),
      ...(isWelcome ? { welcome: true } : {}),
      // One stamp is missing, which was not so before.
      ...(added > 0 && (stamps + added) % required === required - 1 ? { last: true } : {}),
    },
    lines: [
      ...move('stamps', counterpart(desk, 'issued', 'stamps'), member.stampsAccountId, added),
      ...move('stamps', member.stampsAccountId, counterpart(desk, 'completed', 'stamps'), full * required),
      ...move('rewards', counterpart(desk, 'issued', 'rewards'), member.rewardsAccountId, full),
    ],
  })
  const rewardsReady = await balanceOf(desk, member.rewardsAccountId)
  return { transactionId, stampsAdded: added, stamps: (stamps + added) % required, rewardsReady }
}

/** Hands out the reward of a full card. Throws no_reward_ready. */
export async function redeemStamps(
  deps: LoyaltyDeps,
  place: Place,
  redeem: Keyed & { memberId: string },
): Promise<{ transactionId: string; rewardsReady: number }> {
  return await withMember(deps, place, { ...redeem, name: 'stamp_redeem' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const ready = await balanceOf(desk, member.rewardsAccountId)
    if (ready < 1) throw new DomainError('conflict', 'no_reward_ready', 'No card is full.')
    const lines = move('rewards', member.rewardsAccountId, counterpart(desk, 'redeemed', 'rewards'), 1)
    const transactionId = await post(desk, [book], {
      kind: 'stamp_redeem',
      memberId: member.memberId,
      at: desk.now,
      detail: { rewards: 1 },
      lines,
    })
    markActive(book, desk.now)
    return { transactionId, rewardsReady: ready - 1 }
  })
}

/** Two lines that take from one account what they give another. */
export const move = (currency: Currency, from: string, to: string, amount: number) => [
  { accountId: from, currency, amount: -amount },
  { accountId: to, currency, amount },
]

/** Read under the lock of the member's points, which everything about the card takes first. */
export async function balanceOf(desk: Desk, accountId: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`select balance from loyalty_accounts
    where workspace_id = ${desk.workspaceId} and account_id = ${accountId}`.execute(desk.tx)
  return rows[0]?.balance ?? 0
}

/** How many stamps the cooldown and the day's limit leave of those asked for; one done without a connection may be told after a later one. */
async function allowedAt(desk: Desk, member: Member, count: number, at: Temporal.Instant): Promise<number> {
  const { cooldownS, perDay } = desk.rules.stamps ?? {}
  if (cooldownS === undefined && perDay === undefined) return count
  const day = at.toZonedDateTimeISO(desk.zone).startOfDay()
  const [begins, ends] = [day.toInstant().toString(), day.add({ days: 1 }).toInstant().toString()]
  const { rows } = await sql<{ since: number | null; today: number }>`
    select min(abs(extract(epoch from at - ${at.toString()}::timestamptz)))::float8 as since,
      coalesce(sum((detail ->> 'stamps')::int) filter (where at >= ${begins} and at < ${ends}), 0)::int as today
    from loyalty_transactions t where workspace_id = ${desk.workspaceId} and member_id = ${member.memberId} and kind = 'stamp'
      and not detail ? 'welcome' and not exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
        and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text)`.execute(desk.tx)
  const { since = null, today = 0 } = rows[0] ?? {}
  if (cooldownS !== undefined && since !== null && since < cooldownS)
    throw new DomainError('conflict', 'stamps_too_soon', 'The last stamp is too recent.', {
      waitS: Math.ceil(cooldownS - since),
    })
  const left = perDay === undefined ? count : perDay - today
  if (left <= 0) throw new DomainError('conflict', 'stamps_day_limit', 'No more stamps today.', { perDay })
  return Math.min(count, left)
}
