import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { prepared } from '#platform/postgres'
import { readGivenLevels } from '../invitations/given-levels.ts'
import {
  needsCredits,
  needsDays,
  needsHistory,
  needsSpending,
  type Spent,
  settleGiven,
  type TierFacts,
} from '../rules/tiers.ts'
import { askAtOnce, type Question, question } from './ask-at-once.ts'
import { availableIn, type Book, lotsOf, type Member } from './book.ts'
import { readCredits } from './credits.ts'
import type { Desk } from './desk.ts'
import { counterpart, post } from './post.ts'

type Path = NonNullable<LoyaltyRules['tiers']>

/**
 * Brings the tiers of everybody in the book to what they are at a moment; a change is a transaction without lines. Whether anything changed
 * that decides when time will next do something.
 */
export async function followTiers(desk: Desk, book: Book, at: Temporal.Instant): Promise<boolean> {
  const path = desk.rules.tiers
  if (!path) return false
  let isOther = false
  for (const member of book.members) {
    const { tier: before, until } = member
    if (member.given === undefined) await readGivenLevels(desk, [member])
    const { state, reset } = settleGiven(path, member, await tierFactsOf(desk, book, member, at), at)
    Object.assign(member, state)
    if (before !== state.tier) {
      const rank = (tier: string | null): number => path.levels.findIndex(({ id }) => id === tier)
      const isUp = before !== null && rank(state.tier) > rank(before)
      const detail = { from: before, to: state.tier, ...(isUp ? { up: true } : {}) }
      await post(desk, [book], { kind: 'tier', memberId: member.memberId, at, detail, lines: [] })
    }
    isOther ||= reset || before !== state.tier || until?.epochMilliseconds !== state.until?.epochMilliseconds
    if (reset) await expireActive(desk, book, at, 'review')
  }
  return isOther
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

/** What a member's tier asks for at a moment, read where it is not known yet. */
export async function tierFactsOf(desk: Desk, book: Book, member: Member, at: Temporal.Instant): Promise<TierFacts> {
  const path = desk.rules.tiers
  if (path) await readBack(desk, path, member, at)
  if (path && needsCredits(path) && !member.credits) await readCredits(desk, [member])
  const { history = [], spending = new Map<string, number>() } = member
  const { compare } = Temporal.Instant
  return {
    zone: desk.zone,
    available: await availableIn(desk, book),
    lifetime: member.lifetime,
    qualified: (from, to, including = false) =>
      history
        .filter(({ at }) => compare(at, from) >= (including ? 0 : 1) && compare(at, to) <= 0)
        .reduce((sum, { points }) => sum + points, 0),
    spentIn: (year) => spending.get(String(year)) ?? 0,
    spentOn: () => daysOf(spending),
    credits: member.credits?.sum ?? 0,
  }
}

/** Reads what counts at a moment, unless it has been read as far back. */
async function readBack(desk: Desk, path: Path, member: Member, at: Temporal.Instant): Promise<void> {
  const from = countsFrom(path, member, at)
  const reaches = member.factsFrom !== undefined && member.factsFrom <= from
  if (needsHistory(path) && !(member.history && reaches))
    await askAtOnce(desk.tx, { histories: historiesIn(desk, [{ member, from }]) })
  if (needsSpending(path) && !(member.spending && reaches)) await readSpendings(desk, [{ member, from }])
}

const dayMs = 86_400_000

/** What is older counts for no tier at a moment or after it; in ms. */
export function countsFrom(
  path: Path,
  { cycleStart }: Pick<Member, 'cycleStart'>,
  { epochMilliseconds: at }: Temporal.Instant,
): number {
  const looksBack = path.mode === 'cycle' || needsDays(path)
  const first = looksBack ? Math.min(cycleStart.epochMilliseconds, at) : at
  // This year and the last, or the months of the rules, each as long as months can be; days begin elsewhere up to a day earlier.
  return first - (Math.max(24, path.months) * 31 + 2) * dayMs
}

/** Oldest first. */
export const daysOf = (spending: Map<string, number>): Spent[] =>
  [...spending]
    .map(([day, minor]) => ({ day: Temporal.PlainDate.from(day), minor }))
    .sort((a, b) => Temporal.PlainDate.compare(a.day, b.day))

/** What the tiers of everybody in these books ask for, read at once. */
export async function readTierFacts(desk: Desk, books: Book[]): Promise<void> {
  await askAtOnce(desk.tx, { histories: historiesOf(desk, books) })
  await readOtherTierFacts(desk, books)
}

/** Points that count for the tiers of everybody in these books, where they ask for them: once it is read, the members know. */
export function historiesOf(desk: Desk, books: Book[]): Question<void> {
  const path = desk.rules.tiers
  const spans = path && needsHistory(path) ? books.flatMap((book) => spansOf(desk, path, book)) : []
  return historiesIn(desk, spans)
}

/** What tiers ask for beside that. */
export async function readOtherTierFacts(desk: Desk, books: Book[]): Promise<void> {
  const path = desk.rules.tiers
  const members = books.flatMap((book) => book.members)
  if (path && needsSpending(path)) {
    const spans = books.flatMap((book) => spansOf(desk, path, book))
    await readSpendings(desk, spans)
  }
  if (path && needsCredits(path)) await readCredits(desk, members)
  await readGivenLevels(desk, members)
}

type Facts = Pick<Member, 'memberId' | 'history' | 'spending' | 'factsFrom'>
type Span = { member: Facts; from: number }

/** From when on somebody asks: of what time has done since, from the first that is due. */
function spansOf(desk: Desk, path: Path, { members, nextDueAt }: Book): Span[] {
  const isDue = nextDueAt !== null && Temporal.Instant.compare(nextDueAt, desk.now) < 0
  return members.map((member) => ({ member, from: countsFrom(path, member, isDue ? nextDueAt : desk.now) }))
}

function historiesIn(desk: Desk, spans: Span[]): Question<void> {
  const { ids, froms } = keysOf(spans)
  const asks = sql<{ memberId: string; at: number; points: number }>`
    select x.id as "memberId", floor(extract(epoch from q.at) * 1000) as at, sum(q.points)::bigint as points
    from unnest(${ids}::uuid[], ${froms}::timestamptz[]) as x(id, since) cross join lateral (select at, points from loyalty_qualifying
      where workspace_id = ${desk.workspaceId} and member_id = x.id and at >= x.since offset 0) q group by 1, 2`
  return question(spans.length === 0 ? null : asks, (rows) => {
    const found = Map.groupBy(rows, ({ memberId }) => memberId)
    // What is pending counts as well.
    const pending = desk.pending.postings.flatMap(({ qualifying = [] }) => qualifying)
    const held = Map.groupBy(pending, ({ memberId }) => memberId)
    for (const { member, from } of spans) {
      const kept = (found.get(member.memberId) ?? []).map(({ at, points }) => ({
        at: Temporal.Instant.fromEpochMilliseconds(at),
        points,
      }))
      member.history = [...kept, ...(held.get(member.memberId) ?? [])]
      member.factsFrom = from
    }
  })
}

/** What these members spent in each year, or on each day where tiers ask for days. */
export async function readSpendings(desk: Desk, spans: Span[]): Promise<void> {
  const { ids, froms } = keysOf(spans)
  const { rows } = await prepared<{ memberId: string; period: string; spent: number }>`
    select x.id as "memberId", to_char(o.at at time zone ${desk.zone}, ${byDay(desk) ? 'YYYY-MM-DD' : 'YYYY'}) as period,
      sum(o.minor)::bigint as spent
    from unnest(${ids}::uuid[], ${froms}::timestamptz[]) as x(id, since)
    cross join lateral (select occurred_at as at, basis_minor - refunded_minor as minor from loyalty_orders
      where workspace_id = ${desk.workspaceId} and member_id = x.id and occurred_at >= x.since offset 0) o group by 1, 2`.execute(
    desk.tx,
  )
  const found = Map.groupBy(rows, ({ memberId }) => memberId)
  for (const { member, from } of spans) {
    member.factsFrom = from
    member.spending = new Map((found.get(member.memberId) ?? []).map(({ period, spent }) => [period, spent]))
    for (const order of desk.pending.orders) if (order.memberId === member.memberId) countSpent(desk, member, order)
  }
}

/** An order counts where what was spent is known already. */
export function countSpent(
  desk: Desk,
  { spending }: Pick<Member, 'spending'>,
  order: { at: Temporal.Instant; basisMinor: number },
): void {
  if (!spending) return
  const day = order.at.toZonedDateTimeISO(desk.zone).toPlainDate()
  const period = byDay(desk) ? day.toString() : String(day.year)
  spending.set(period, (spending.get(period) ?? 0) + order.basisMinor)
}

const byDay = ({ rules: { tiers } }: Desk): boolean => tiers !== undefined && needsDays(tiers)

const keysOf = (spans: Span[]): { ids: string[]; froms: string[] } => ({
  ids: spans.map(({ member }) => member.memberId),
  froms: spans.map(({ from }) => new Date(from).toISOString()),
})
