import { uuidFromText } from '#platform/ids'
import { prepared } from '#platform/postgres'
import { creditsEnd } from '../rules/credits.ts'
import { needsCredits } from '../rules/tiers.ts'
import type { Book, Member } from './book.ts'
import type { Desk } from './desk.ts'
import { type Counterpart, counterpart, post } from './post.ts'

/** Tier credits by the moment they were earned, in ms: from that moment on it depends how long they count. */
export type Moments = Map<number, number>

/** What a member holds of them. How many there are and which end first is known at once, however many moments they come from. */
export type Credits = { sum: number; first: number | null; moments?: Moments | undefined }

type Holder = Pick<Member, 'memberId' | 'credits'>

export const creditsAccount = ({ programmeId }: Pick<Desk, 'programmeId'>, memberId: string): string =>
  uuidFromText('loyalty', programmeId, 'credits', memberId)

/** What these members hold, asked for all at once. Nothing of it may be pending. */
export async function readCredits(desk: Desk, members: Holder[]): Promise<void> {
  const accounts = members.map(({ memberId }) => creditsAccount(desk, memberId))
  const { rows } = await prepared<{ account: string; sum: number; first: number | null }>`
    select x.id as account, a.balance as sum, m.moment as first from unnest(${accounts}::uuid[]) as x(id)
      cross join lateral (select balance from loyalty_accounts
        where workspace_id = ${desk.workspaceId} and account_id = x.id offset 0) a
      left join lateral (select moment from loyalty_credits
        where workspace_id = ${desk.workspaceId} and account_id = x.id order by moment limit 1) m on true`.execute(
    desk.tx,
  )
  const held = new Map(rows.map(({ account, sum, first }) => [account, { sum, first }]))
  for (const [i, member] of members.entries()) member.credits = held.get(accounts[i] ?? '') ?? { sum: 0, first: null }
}

export async function creditsOf(desk: Desk, member: Holder): Promise<Credits> {
  if (!member.credits) await readCredits(desk, [member])
  return member.credits ?? { sum: 0, first: null }
}

/** Moment by moment, for what takes some of them: an end, a refund, a merge. */
export async function momentsOf(desk: Desk, member: Holder): Promise<Moments> {
  const held = await creditsOf(desk, member)
  held.moments ??= await readMoments(desk, creditsAccount(desk, member.memberId))
  return held.moments
}

/** The moment whose end leaves fewer than `least`, when they end one after the other; null where none does. Nothing may be pending. */
export async function momentBelow(desk: Desk, memberId: string, least: number): Promise<number | null> {
  const { rows } = await prepared<{ moment: number }>`select moment from (
      select moment, sum(amount) over () - sum(amount) over (order by moment) as left from loyalty_credits
      where workspace_id = ${desk.workspaceId} and account_id = ${creditsAccount(desk, memberId)}) x
    where x.left < ${least} order by moment limit 1`.execute(desk.tx)
  return rows[0]?.moment ?? null
}

async function readMoments(desk: Desk, account: string): Promise<Moments> {
  const { rows } = await prepared<{ moment: number; amount: number }>`select moment, amount from loyalty_credits
    where workspace_id = ${desk.workspaceId} and account_id = ${account}`.execute(desk.tx)
  const moments: Moments = new Map(rows.map(({ moment, amount }) => [moment, amount]))
  // What is pending is not in the database yet.
  const pending = desk.pending.postings.flatMap(({ credits = [] }) => credits)
  for (const { accountId, moment, amount } of pending) if (accountId === account) add(moments, moment, amount)
  return moments
}

const sumOf = (moments: Moments): number => [...moments.values()].reduce((sum, count) => sum + count, 0)

type Moving = { kind: string; memberId: string; at: Temporal.Instant; order?: string | undefined } & {
  detail?: Record<string, unknown>
}

/** Credits that a member earned at a moment. */
export async function addCredits(
  desk: Desk,
  book: Book,
  member: Member,
  { credits, at, order, detail }: { credits: number; detail: Record<string, unknown> } & Pick<Moving, 'at' | 'order'>,
): Promise<void> {
  const held = await creditsOf(desk, member)
  const accountId = creditsAccount(desk, member.memberId)
  const moment = at.epochMilliseconds
  await post(desk, [book], {
    kind: 'credits',
    memberId: member.memberId,
    at,
    order,
    detail: { ...detail, credits },
    lines: [
      { accountId: counterpart(desk, 'issued', 'credits'), currency: 'credits', amount: -credits },
      { accountId, currency: 'credits', amount: credits },
    ],
    opens: held.first === null ? [{ accountId, currency: 'credits' }] : [],
    credits: [{ accountId, moment, amount: credits }],
  })
  held.sum += credits
  held.first = Math.min(held.first ?? moment, moment)
  if (held.moments) add(held.moments, moment, credits)
}

/** Takes credits of some moments off a member towards a counterpart; the moments stand with it. */
export async function takeCredits(
  desk: Desk,
  book: Book,
  member: Member,
  { moments, to, ...moving }: Omit<Moving, 'memberId'> & { moments: Moments; to: Counterpart },
): Promise<void> {
  const held = await creditsOf(desk, member)
  const left = await momentsOf(desk, member)
  const credits = sumOf(moments)
  if (credits === 0) return
  const accountId = creditsAccount(desk, member.memberId)
  await post(desk, [book], {
    ...moving,
    memberId: member.memberId,
    detail: { ...moving.detail, credits: -credits, moments: [...moments] },
    lines: [
      { accountId, currency: 'credits', amount: -credits },
      { accountId: counterpart(desk, to, 'credits'), currency: 'credits', amount: credits },
    ],
    credits: [...moments].map(([moment, count]) => ({ accountId, moment, amount: -count })),
  })
  for (const [moment, count] of moments) add(left, moment, -count)
  held.sum -= credits
  held.first = firstOf(left)
}

/** Two members become one, or two again: credits go along as old as they are, at most what is there. */
export async function moveCredits(
  desk: Desk,
  [from, to]: [string, string],
  moments: Moments,
  moving: Moving,
): Promise<void> {
  const credits = sumOf(moments)
  if (credits === 0) return
  const [a, b] = [creditsAccount(desk, from), creditsAccount(desk, to)]
  await post(desk, [], {
    ...moving,
    detail: { ...moving.detail, credits, moments: [...moments] },
    lines: [
      { accountId: a, currency: 'credits', amount: -credits },
      { accountId: b, currency: 'credits', amount: credits },
    ],
    opens: [{ accountId: b, currency: 'credits' }],
    credits: [...moments].flatMap(([moment, count]) => [
      { accountId: a, moment, amount: -count },
      { accountId: b, moment, amount: count },
    ]),
  })
}

/** The next moment at which credits of a member end by the rules in force; null where none do. */
export async function nextCreditsEnd(desk: Desk, member: Member): Promise<Temporal.Instant | null> {
  const path = desk.rules.tiers
  if (!path || !needsCredits(path)) return null
  const { first } = await creditsOf(desk, member)
  return first === null ? null : creditsEnd(path, desk.zone, instantOf(first))
}

/** Takes what ends at a moment or before off the ledger. */
export async function expireCredits(desk: Desk, book: Book, member: Member, at: Temporal.Instant): Promise<void> {
  const path = desk.rules.tiers
  if (!path) return
  const ended = [...(await momentsOf(desk, member))].filter(([moment]) => {
    const end = creditsEnd(path, desk.zone, instantOf(moment))
    return end !== null && Temporal.Instant.compare(end, at) <= 0
  })
  await takeCredits(desk, book, member, { kind: 'credits_expire', at, moments: new Map(ended), to: 'expired' })
}

const instantOf = (ms: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(ms)

function firstOf(moments: Moments): number | null {
  let first: number | null = null
  for (const moment of moments.keys()) if (first === null || moment < first) first = moment
  return first
}

function add(moments: Moments, moment: number, count: number): void {
  const left = (moments.get(moment) ?? 0) + count
  if (left === 0) moments.delete(moment)
  else moments.set(moment, left)
}
