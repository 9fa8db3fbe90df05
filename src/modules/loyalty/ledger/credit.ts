import { newId } from '#platform/ids'
import { chooseLots } from '../rules/choose-lots.ts'
import { expiresAt } from '../rules/expiry.ts'
import { openRewards } from '../rules/open-rewards.ts'
import { availableIn, type Book, type Lot, lotsOf, type Member } from './book.ts'
import type { Desk } from './desk.ts'
import { notEnough } from './not-enough.ts'
import { type Counterpart, counterpart, type Line, post } from './post.ts'

export type Credit = {
  kind: string
  points: number
  /** when it was earned */
  at: Temporal.Instant
  activeAt?: Temporal.Instant
  /** null for never; what the programme says when not given */
  expiresAt?: Temporal.Instant | null
  order?: string | undefined
  detail?: Record<string, unknown>
}

/** Puts newly issued points on a member's account as one lot. */
export async function credit(
  desk: Desk,
  book: Book,
  member: Member,
  given: Credit,
): Promise<{ transactionId: string; lotId: string | null; expiresAt: Temporal.Instant | null }> {
  const { kind, points, at, activeAt = at, order, detail = {} } = given
  const { memberId } = member
  if (points === 0) {
    const transactionId = await post(desk, [book], {
      kind,
      memberId,
      at,
      order,
      detail: { ...detail, points },
      lines: [],
    })
    return { transactionId, lotId: null, expiresAt: null }
  }
  const lotId = newId()
  const ends =
    given.expiresAt === undefined
      ? expiresAt(desk.rules.expiry, desk.zone, { earnedAt: at, activeAt })
      : given.expiresAt
  const activated = Temporal.Instant.compare(activeAt, desk.now) <= 0
  const ready = activated ? await nowInReach(desk, book, points) : {}
  const lot = { lotId, memberId, kind, granted: points, earnedAt: at, activeAt, expiresAt: ends, activated }
  const transactionId = await post(desk, [book], {
    kind,
    memberId,
    at,
    order,
    detail: { ...detail, points, activeAt: activeAt.toString(), expiresAt: ends?.toString() ?? null, ...ready },
    lots: [{ ...lot, accountId: book.accountId }],
    lines: [
      { accountId: book.accountId, currency: 'points', lotId, amount: points },
      { accountId: counterpart(desk, 'issued'), currency: 'points', amount: -points },
    ],
    qualifying: activated ? [{ memberId, at: activeAt, points }] : [],
  })
  if (activated) member.lifetime += points
  return { transactionId, lotId, expiresAt: ends }
}

/** A fifth of its cost is missing, or less. */
const nearShare = 0.8

/** The rewards that these points bring within reach, and those they bring near: the timeline tells them. */
async function nowInReach(desk: Desk, book: Book, points: number): Promise<{ ready?: string[]; near?: string[] }> {
  const rewards = openRewards(desk.rules)
  if (rewards.length === 0) return {}
  const before = await availableIn(desk, book)
  const ready = rewards.filter(({ cost }) => cost > before && cost <= before + points).map(({ id }) => id)
  const near = rewards
    .filter(({ cost }) => cost * nearShare > before && cost * nearShare <= before + points && cost > before + points)
    .map(({ id }) => id)
  return { ...(ready.length > 0 && { ready }), ...(near.length > 0 && { near }) }
}

/** The lines that take points from the lots that are next in turn. Throws not_enough_points, and takes none. */
export async function takeLines(
  desk: Desk,
  book: Book,
  points: number,
): Promise<{ parts: { lot: Lot; points: number }[]; lines: Line[] }> {
  const available = await availableIn(desk, book)
  if (available < points) throw notEnough(points - Math.max(0, available))
  const parts = chooseLots(await lotsOf(desk, book), points, desk.rules.consume)
  const lines = parts.map((part) => ({
    accountId: book.accountId,
    currency: 'points' as const,
    lotId: part.lot.lotId,
    amount: -part.points,
  }))
  return { parts, lines }
}

/** Takes points off a book towards a counterpart of the ledger. */
export async function debit(
  desk: Desk,
  book: Book,
  member: Member,
  taken: {
    kind: string
    points: number
    to: Counterpart
    order?: string | undefined
    detail?: Record<string, unknown>
  },
): Promise<string> {
  const { kind, points, to, order, detail = {} } = taken
  const { lines } = await takeLines(desk, book, points)
  return await post(desk, [book], {
    kind,
    memberId: member.memberId,
    at: desk.now,
    order,
    detail: { ...detail, points },
    lines: [...lines, { accountId: counterpart(desk, to), currency: 'points', amount: points }],
  })
}
