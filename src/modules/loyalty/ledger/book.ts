import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Spendable } from '../rules/choose-lots.ts'
import type { TierState } from '../rules/tiers.ts'
import type { Desk } from './desk.ts'

export type Member = TierState & {
  memberId: string
  customerId: string | null
  accountId: string
  stampsAccountId: string
  rewardsAccountId: string
  joinedAt: Temporal.Instant
  birthday: string | null
  birthdaySetAt: Temporal.Instant | null
  birthdayPaid: number | null
  lifetime: number
  carried: Record<string, number>
  mergedInto: string | null
}

export type Lot = Spendable & { memberId: string; kind: string; granted: number }

/** An account under its lock with everybody whose points lie on it: one member, or a household. */
export type Book = {
  accountId: string
  pool: string | null
  balance: number
  deficit: number
  expired: number
  lastActiveAt: Temporal.Instant | null
  nextDueAt: Temporal.Instant | null
  members: Member[]
  /** lots with something left; undefined until somebody asks (`lotsOf`) */
  lots?: Lot[] | undefined
}

const toInstant = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime())
const toInstantOrNull = (date: Date | null): Temporal.Instant | null => (date === null ? null : toInstant(date))

/**
 * Locks the accounts of these members, in one order everywhere so that nobody waits in a circle, and reads what lies on them.
 * A member who was merged is who they are now. Two members of one household share a book. Throws not_found.
 */
export async function openBooks(desk: Desk, memberIds: string[], alsoAccounts: string[] = []): Promise<Book[]> {
  for (;;) {
    const owners = await Promise.all(memberIds.map((id) => resolveMember(desk, id)))
    const accountIds = [...new Set([...owners.map(({ accountId }) => accountId), ...alsoAccounts])].sort()
    const books = await lockAccounts(desk, accountIds)
    const members = await readMembers(desk, accountIds)
    for (const book of books) book.members = members.filter(({ accountId }) => accountId === book.accountId)
    // Whoever held the lock may have joined a household or been merged.
    const isStill = owners.every(({ memberId, accountId }) =>
      members.some((one) => one.memberId === memberId && one.accountId === accountId && one.mergedInto === null),
    )
    if (isStill)
      return owners.map(({ accountId }) => bookOf(books, accountId)).concat(alsoAccounts.map((id) => bookOf(books, id)))
  }
}

function bookOf(books: Book[], accountId: string): Book {
  const book = books.find((one) => one.accountId === accountId)
  if (!book) throw new Error('an account of the ledger is missing')
  return book
}

/** The member among those of a book. */
export function memberIn(book: Book, memberId: string): Member {
  const member = book.members.find((one) => one.memberId === memberId)
  if (!member) throw noMember()
  return member
}

export const noMember = (): DomainError =>
  new DomainError('not_found', 'loyalty_member_not_found', 'There is no such member of this programme.')

/** Follows merges to who the member is now. */
export async function resolveMember(desk: Desk, memberId: string): Promise<{ memberId: string; accountId: string }> {
  const { rows } = await sql<{ memberId: string; accountId: string }>`
    with recursive now as (
      select member_id, account_id, merged_into from loyalty_members
        where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and member_id = ${memberId}
      union all
      select m.member_id, m.account_id, m.merged_into from loyalty_members m join now on m.member_id = now.merged_into
        where m.workspace_id = ${desk.workspaceId})
    select member_id as "memberId", account_id as "accountId" from now where merged_into is null`.execute(desk.tx)
  const [row] = rows
  if (!row) throw noMember()
  return row
}

async function lockAccounts(desk: Desk, accountIds: string[]): Promise<Book[]> {
  const { rows } = await sql<
    Omit<Book, 'lastActiveAt' | 'nextDueAt' | 'members'> & { active: Date | null; due: Date | null }
  >`
    select account_id as "accountId", pool, balance, deficit, expired, last_active_at as active, next_due_at as due from loyalty_accounts
    where workspace_id = ${desk.workspaceId} and account_id = any(${accountIds}::uuid[]) order by account_id for update`.execute(
    desk.tx,
  )
  return rows.map(({ active, due, ...row }) => ({
    ...row,
    lastActiveAt: toInstantOrNull(active),
    nextDueAt: toInstantOrNull(due),
    members: [],
  }))
}

type MemberRow = Record<'since' | 'until' | 'birthdaySet', Date | null> &
  Record<'cycle' | 'joined', Date> &
  Omit<Member, 'since' | 'until' | 'birthdaySetAt' | 'cycleStart' | 'joinedAt'>

async function readMembers(desk: Desk, accountIds: string[]): Promise<Member[]> {
  const { rows } = await sql<MemberRow>`
    select member_id as "memberId", customer_id as "customerId", account_id as "accountId", stamps_account_id as "stampsAccountId",
      rewards_account_id as "rewardsAccountId", joined_at as joined, birthday, birthday_set_at as "birthdaySet",
      birthday_paid as "birthdayPaid", tier, tier_since as since, tier_until as until, cycle_start as cycle, lifetime, carried,
      merged_into as "mergedInto"
    from loyalty_members where workspace_id = ${desk.workspaceId} and account_id = any(${accountIds}::uuid[]) and merged_into is null
    order by member_id`.execute(desk.tx)
  return rows.map(({ since, until, birthdaySet, cycle, joined, ...row }) => ({
    ...row,
    since: toInstantOrNull(since),
    until: toInstantOrNull(until),
    birthdaySetAt: toInstantOrNull(birthdaySet),
    cycleStart: toInstant(cycle),
    joinedAt: toInstant(joined),
  }))
}

/** The open lots of a book, read once. */
export async function lotsOf(desk: Desk, book: Book): Promise<Lot[]> {
  book.lots ??= await readLots(desk, sql`account_id = ${book.accountId} and remaining > 0`)
  return book.lots
}

export async function findLot(desk: Desk, lotId: string): Promise<(Lot & { accountId: string }) | undefined> {
  return (await readLots(desk, sql`lot_id = ${lotId}`))[0]
}

type LotRow = Record<'earned' | 'active', Date> & { expires: Date | null } & Omit<
    Lot,
    'earnedAt' | 'activeAt' | 'expiresAt'
  > & {
    accountId: string
  }

async function readLots(desk: Desk, which: ReturnType<typeof sql>): Promise<(Lot & { accountId: string })[]> {
  const { rows } = await sql<LotRow>`
    select lot_id as "lotId", account_id as "accountId", member_id as "memberId", kind, granted, remaining, activated,
      earned_at as earned, active_at as active, expires_at as expires
    from loyalty_lots where workspace_id = ${desk.workspaceId} and ${which}`.execute(desk.tx)
  return rows.map(({ earned, active, expires, ...row }) => ({
    ...row,
    earnedAt: toInstant(earned),
    activeAt: toInstant(active),
    expiresAt: toInstantOrNull(expires),
  }))
}

/** What can be spent now: active lots minus the deficit; may be negative. The book must have been brought up to date. */
export async function availableIn(desk: Desk, book: Book): Promise<number> {
  const active = (await lotsOf(desk, book)).filter(({ activated }) => activated)
  return active.reduce((sum, { remaining }) => sum + remaining, 0) - book.deficit
}
