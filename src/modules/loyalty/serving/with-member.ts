import { advanceBook, closeBooks } from '../ledger/advance.ts'
import { type Book, type Member, memberIn, open } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'

export type Keyed = { key?: string | undefined }
export type At = { desk: Desk; book: Book; member: Member }

/**
 * One thing done for one member: once for its key, under the lock of the account, after everything that time has done by now, and
 * with tiers and dates brought up to date behind it. All in one transaction.
 */
export async function withMember<T>(
  deps: LoyaltyDeps,
  place: Place,
  request: { memberId: string; key?: string | undefined; name: string },
  work: (at: At) => Promise<T>,
): Promise<T> {
  return await atDesk(deps, place, async (desk) => {
    const { key, ...body } = request
    return await once(desk, key, body, () => servingMember(desk, request.memberId, work))
  })
}

/** The same inside a transaction that is open already. */
export async function servingMember<T>(desk: Desk, memberId: string, work: (at: At) => Promise<T>): Promise<T> {
  const [{ book, member }] = await openMembers(desk, [memberId])
  const answer = await work({ desk, book, member })
  await closeBooks(desk, [book])
  return answer
}

type Opened = { book: Book; member: Member }

/** Locked, in order, and brought up to now. */
export async function openMembers(desk: Desk, memberIds: [string]): Promise<[Opened]>
export async function openMembers(desk: Desk, memberIds: [string, string]): Promise<[Opened, Opened]>
export async function openMembers(desk: Desk, memberIds: string[]): Promise<Opened[]> {
  const { owners, books } = await open(desk, memberIds, [], true)
  for (const book of new Set(books)) await advanceBook(desk, book)
  return owners.map(({ memberId }, i) => at(books[i], memberId))
}

/** Read as they stand, for what writes nothing; undefined where time has done something that is to be posted first. */
export async function lookAtMember(desk: Desk, memberId: string): Promise<Opened | undefined> {
  const { owners, books } = await open(desk, [memberId], [], false)
  const [book] = books
  const isDue = book?.nextDueAt && Temporal.Instant.compare(book.nextDueAt, desk.now) <= 0
  return isDue ? undefined : at(book, owners[0]?.memberId ?? memberId)
}

function at(book: Book | undefined, memberId: string): Opened {
  if (!book) throw new Error('an account of the ledger is missing')
  return { book, member: memberIn(book, memberId) }
}

/** The member did something: an account that is used does not fall asleep. */
export function markActive(book: Book, at: Temporal.Instant): void {
  if (book.lastActiveAt === null || Temporal.Instant.compare(at, book.lastActiveAt) > 0) book.lastActiveAt = at
}
