import { prepared } from '#platform/postgres'
import { needsHistory, needsSpending, settleTier, type TierFacts } from '../rules/tiers.ts'
import { availableIn, type Book, lotsOf, type Member } from './book.ts'
import type { Desk } from './desk.ts'
import { counterpart, post } from './post.ts'

/** Brings the tiers of everybody in the book to what they are at a moment; a change is a transaction without lines. */
export async function followTiers(desk: Desk, book: Book, at: Temporal.Instant): Promise<void> {
  const path = desk.rules.tiers
  if (!path) return
  for (const member of book.members) {
    const before = member.tier
    const { state, reset } = settleTier(path, member, await readFacts(desk, book, member), at)
    Object.assign(member, state)
    if (before !== state.tier) {
      const rank = (tier: string | null): number => path.levels.findIndex(({ id }) => id === tier)
      const isUp = before !== null && rank(state.tier) > rank(before)
      const detail = { from: before, to: state.tier, ...(isUp ? { up: true } : {}) }
      await post(desk, [book], { kind: 'tier', memberId: member.memberId, at, detail, lines: [] })
    }
    if (reset) await expireActive(desk, book, at, 'review')
  }
}

/** Takes everything that is active off an account. */
export async function expireActive(desk: Desk, book: Book, at: Temporal.Instant, why: string): Promise<void> {
  const active = (await lotsOf(desk, book)).filter(({ activated, remaining }) => activated && remaining > 0)
  await expireLots(desk, book, active, at, why)
}

export async function expireLots(
  desk: Desk,
  book: Book,
  lots: { lotId: string; memberId: string; remaining: number }[],
  at: Temporal.Instant,
  why: string,
): Promise<void> {
  const points = lots.reduce((sum, { remaining }) => sum + remaining, 0)
  const [first] = lots
  if (points === 0 || !first) return
  await post(desk, [book], {
    kind: 'expire',
    memberId: first.memberId,
    at,
    detail: { points, why },
    lines: [
      ...lots.map(({ lotId, remaining }) => ({
        accountId: book.accountId,
        currency: 'points' as const,
        lotId,
        amount: -remaining,
      })),
      { accountId: counterpart(desk, 'expired'), currency: 'points', amount: points },
    ],
  })
  book.expired += points
}

async function readFacts(desk: Desk, book: Book, member: Member): Promise<TierFacts> {
  const path = desk.rules.tiers
  if (path && needsHistory(path) && !member.history) await readHistories(desk, [member])
  if (path && needsSpending(path) && !member.spending) await readSpendings(desk, [member])
  const { history = [], spending = new Map<number, number>() } = member
  const { compare } = Temporal.Instant
  return {
    zone: desk.zone,
    available: await availableIn(desk, book),
    lifetime: member.lifetime,
    qualified: (from, to, including = false) =>
      history
        .filter(({ at }) => compare(at, from) >= (including ? 0 : 1) && compare(at, to) <= 0)
        .reduce((sum, { points }) => sum + points, 0),
    spentIn: (year) => spending.get(year) ?? 0,
  }
}

/** What the tiers of everybody in these books ask for, read at once. */
export async function readTierFacts(desk: Desk, books: Book[]): Promise<void> {
  const path = desk.rules.tiers
  const members = books.flatMap((book) => book.members)
  if (path && needsHistory(path)) await readHistories(desk, members)
  if (path && needsSpending(path)) await readSpendings(desk, members)
}

async function readHistories(desk: Desk, members: Member[]): Promise<void> {
  const { rows } = await prepared<{ memberId: string; at: Date; points: number }>`
    select member_id as "memberId", at, sum(points)::bigint as points from loyalty_qualifying
    where workspace_id = ${desk.workspaceId} and member_id = any(${idsOf(members)}::uuid[]) group by 1, 2`.execute(
    desk.tx,
  )
  const found = Map.groupBy(rows, ({ memberId }) => memberId)
  // What waits to be written with the books counts as well.
  const held = Map.groupBy(desk.held?.flatMap(({ qualifying = [] }) => qualifying) ?? [], ({ memberId }) => memberId)
  for (const member of members) {
    const kept = (found.get(member.memberId) ?? []).map(({ at, points }) => ({
      at: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
      points,
    }))
    member.history = [...kept, ...(held.get(member.memberId) ?? [])]
  }
}

async function readSpendings(desk: Desk, members: Member[]): Promise<void> {
  const { rows } = await prepared<{ memberId: string; year: number; spent: number }>`
    select member_id as "memberId", extract(year from occurred_at at time zone ${desk.zone})::int as year,
      sum(basis_minor - refunded_minor)::bigint as spent
    from loyalty_orders where workspace_id = ${desk.workspaceId} and member_id = any(${idsOf(members)}::uuid[]) group by 1, 2`.execute(
    desk.tx,
  )
  const found = Map.groupBy(rows, ({ memberId }) => memberId)
  for (const member of members) {
    const spending = new Map((found.get(member.memberId) ?? []).map(({ year, spent }) => [year, spent]))
    member.spending = spending
    if (desk.order?.memberId !== member.memberId) continue
    const { year } = desk.order.at.toZonedDateTimeISO(desk.zone)
    spending.set(year, (spending.get(year) ?? 0) + desk.order.basisMinor)
  }
}

const idsOf = (members: Member[]): string[] => members.map(({ memberId }) => memberId)
