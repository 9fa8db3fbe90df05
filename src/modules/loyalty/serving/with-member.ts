import { advanceBook, closeBooks } from '../ledger/advance.ts'
import { type Book, type Member, memberIn, open, throwNoMember } from '../ledger/book.ts'
import { atSeenDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
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
  return await atSeenDesk(deps, place, async (desk) => {
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

export type Opened = { book: Book; member: Member }

/** Locked, in order, and brought up to now. */
export async function openMembers(desk: Desk, memberIds: [string]): Promise<[Opened]>
export async function openMembers(desk: Desk, memberIds: [string, string]): Promise<[Opened, Opened]>
export async function openMembers(desk: Desk, memberIds: string[]): Promise<Opened[]>
export async function openMembers(desk: Desk, memberIds: string[]): Promise<Opened[]> {
  const opened = await open(desk, { memberIds, locks: true })
  for (const book of opened.books.values()) await advanceBook(desk, book)
  return memberIds.map((id) => memberOf(opened, id) ?? throwNoMember())
}

/** Read as they stand, for what writes nothing; undefined where time has done something that is to be posted first. */
export async function lookAtMember(desk: Desk, memberId: string): Promise<Opened | undefined> {
  const seen = memberOf(await open(desk, { memberIds: [memberId], locks: false }), memberId) ?? throwNoMember()
  const { nextDueAt } = seen.book
  return nextDueAt && Temporal.Instant.compare(nextDueAt, desk.now) <= 0 ? undefined : seen
}

/** Who a member is now, with their book; undefined for who is none. */
export function memberOf({ owners, books }: Awaited<ReturnType<typeof open>>, memberId: string): Opened | undefined {
  const owner = owners[memberId]
  const book = owner && books.get(owner.accountId)
  return owner && book && { book, member: memberIn(book, owner.memberId) }
}

/** The member did something: an account that is used does not fall asleep. */
export function markActive(book: Book, at: Temporal.Instant): void {
  if (book.lastActiveAt === null || Temporal.Instant.compare(at, book.lastActiveAt) > 0) book.lastActiveAt = at
}
