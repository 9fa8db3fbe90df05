import { nextBirthday } from '../rules/birthday.ts'
import { chooseLots } from '../rules/choose-lots.ts'
import { inactiveAt } from '../rules/expiry.ts'
import { needsDays, nextReview } from '../rules/tiers.ts'
import { type Book, type Lot, lotsOf, type Member } from './book.ts'
import { credit } from './credit.ts'
import { expireCredits, nextCreditsEnd } from './credits.ts'
import type { Desk } from './desk.ts'
import { expireActive, expireLots, followTiers, tierFactsOf } from './follow-tiers.ts'
import { keep } from './keep.ts'
import { post } from './post.ts'

const { compare } = Temporal.Instant

type Due = { at: Temporal.Instant; perform: () => Promise<void> }

/**
 * Posts everything that time alone has done to a book up to now, each thing at its own moment: lots become active, expire, a tier
 * is reviewed, a birthday comes. What was posted is not posted again.
 */
export async function advanceBook(desk: Desk, book: Book): Promise<void> {
  if (book.nextDueAt === null || compare(book.nextDueAt, desk.now) > 0) return
  for (;;) {
    const due = await nextDue(desk, book)
    book.nextDueAt = due?.at ?? null
    if (!due || compare(due.at, desk.now) > 0) return
    await due.perform()
    await repayDeficit(desk, book, due.at)
    await followTiers(desk, book, due.at)
  }
}

async function nextDue(desk: Desk, book: Book): Promise<Due | undefined> {
  const lots = await lotsOf(desk, book)
  const candidates = [
    ...earliest(
      lots.filter(({ activated, remaining }) => !activated && remaining > 0),
      (lot) => lot.activeAt,
    ).map((at): Due => ({ at, perform: () => activate(desk, book, at) })),
    ...earliest(
      lots.filter((lot) => lot.activated && lot.remaining > 0),
      (lot) => lot.expiresAt,
    ).map((at): Due => ({ at, perform: () => expireAt(desk, book, at) })),
    ...inactivity(desk, book, lots),
    ...(await reviews(desk, book)),
    ...(await creditsEnding(desk, book)),
    ...book.members.flatMap((member) => birthday(desk, book, member)),
  ]
  return candidates.reduce<Due | undefined>((a, b) => (a === undefined || compare(b.at, a.at) < 0 ? b : a), undefined)
}

function earliest(lots: Lot[], when: (lot: Lot) => Temporal.Instant | null): Temporal.Instant[] {
  let first: Temporal.Instant | null = null
  for (const lot of lots) {
    const at = when(lot)
    if (at !== null && (first === null || compare(at, first) < 0)) first = at
  }
  return first === null ? [] : [first]
}

async function activate(desk: Desk, book: Book, at: Temporal.Instant): Promise<void> {
  const lots = (await lotsOf(desk, book)).filter((lot) => !lot.activated && compare(lot.activeAt, at) <= 0)
  await activateLots(desk, book, lots, at)
}

/** Makes lots usable, at the moment that was foreseen or before it. */
export async function activateLots(desk: Desk, book: Book, lots: Lot[], at: Temporal.Instant): Promise<void> {
  for (const lot of lots)
    Object.assign(lot, { activated: true, activeAt: compare(at, lot.activeAt) < 0 ? at : lot.activeAt })
  for (const [memberId, own] of Map.groupBy(lots, (lot) => lot.memberId)) {
    const points = own.reduce((sum, { remaining }) => sum + remaining, 0)
    const counting = own.filter(({ kind }) => qualifies(kind))
    const qualifying = counting.map((lot) => ({ memberId, at: lot.activeAt, points: lot.remaining }))
    const activates = own.map(({ lotId }) => lotId)
    await post(desk, [book], { kind: 'activate', memberId, at, detail: { points }, lines: [], activates, qualifying })
    const member = book.members.find((one) => one.memberId === memberId)
    if (member) member.lifetime += qualifying.reduce((sum, one) => sum + one.points, 0)
  }
}

/** What was earned counts for a tier; what came back or over from somebody else does not, a second time. */
export const qualifies = (kind: string): boolean => !['transfer', 'return'].includes(kind)

async function expireAt(desk: Desk, book: Book, at: Temporal.Instant): Promise<void> {
  const lots = (await lotsOf(desk, book)).filter(
    ({ activated, remaining, expiresAt }) =>
      activated && remaining > 0 && expiresAt !== null && compare(expiresAt, at) <= 0,
  )
  await expireLots(desk, book, lots, at, 'age')
}

function inactivity(desk: Desk, book: Book, lots: Lot[]): Due[] {
  if (!lots.some(({ activated, remaining }) => activated && remaining > 0)) return []
  const at = inactiveAt(desk.rules.expiry, desk.zone, book.lastActiveAt)
  return at === null ? [] : [{ at, perform: () => expireActive(desk, book, at, 'inactivity') }]
}

async function reviews(desk: Desk, book: Book): Promise<Due[]> {
  const path = desk.rules.tiers
  if (!path) return []
  const due: Due[] = []
  for (const member of book.members) {
    const { spentOn } = needsDays(path) ? await tierFactsOf(desk, book, member, desk.now) : { spentOn: () => [] }
    const at = nextReview(path, member, { zone: desk.zone, spentOn })
    // The tiers are followed after every event; a review has nothing to do but to be one.
    if (at !== null) due.push({ at, perform: async () => {} })
  }
  return due
}

async function creditsEnding(desk: Desk, book: Book): Promise<Due[]> {
  const due: Due[] = []
  for (const member of book.members) {
    const at = await nextCreditsEnd(desk, member)
    if (at !== null) due.push({ at, perform: () => expireCredits(desk, book, member, at) })
  }
  return due
}

function birthday(desk: Desk, book: Book, member: Member): Due[] {
  const rule = desk.rules.birthday
  const { birthdaySetAt: setAt, birthdayPaid: paidYear } = member
  const next = nextBirthday(rule, desk.zone, { birthday: member.birthday, setAt, paidYear })
  if (!rule || !next) return []
  const perform = async (): Promise<void> => {
    member.birthdayPaid = next.year
    await credit(desk, book, member, { kind: 'birthday', points: rule.points, at: next.at })
  }
  return [{ at: next.at, perform }]
}

/** What was owed is paid from what is there. */
export async function repayDeficit(desk: Desk, book: Book, at: Temporal.Instant): Promise<void> {
  if (book.deficit === 0) return
  const parts = chooseLots(await lotsOf(desk, book), book.deficit, desk.rules.consume)
  const points = parts.reduce((sum, part) => sum + part.points, 0)
  const [first] = parts
  if (!first) return
  await post(desk, [book], {
    kind: 'repay',
    memberId: first.lot.memberId,
    at,
    detail: { points },
    lines: [
      ...parts.map((part) => ({
        accountId: book.accountId,
        currency: 'points' as const,
        lotId: part.lot.lotId,
        amount: -part.points,
      })),
      { accountId: book.accountId, currency: 'points', amount: points },
    ],
  })
}

/** Ends what was done with books and writes what is pending. Call it last, for every open book. */
export async function closeBooks(desk: Desk, books: Book[]): Promise<void> {
  const open = [...new Set(books)]
  for (const book of open) await settleBook(desk, book)
  await keep(desk, open)
}

/** What follows from what was done with a book: debts, tiers, and when time will next do something to it. */
export async function settleBook(desk: Desk, book: Book): Promise<void> {
  await repayDeficit(desk, book, desk.now)
  // A purchase of long ago may have expired or become active already.
  book.nextDueAt = (await nextDue(desk, book))?.at ?? null
  await advanceBook(desk, book)
  if (await followTiers(desk, book, desk.now)) book.nextDueAt = (await nextDue(desk, book))?.at ?? null
}
