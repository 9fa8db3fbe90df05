import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { prepared } from '#platform/postgres'
import type { Spendable } from '../rules/choose-lots.ts'
import type { TierState } from '../rules/tiers.ts'
import type { Credits } from './credits.ts'
import { type Desk, followRules, noProgramme } from './desk.ts'
import { savedOf } from './keep.ts'

export type Member = TierState & {
  memberId: string
  customerId: string | null
  accountId: string
  stampsAccountId: string
  rewardsAccountId: string
  joinedAt: Temporal.Instant
  /** somebody decided that nothing is earned or redeemed by them */
  blocked: boolean
  birthday: string | null
  birthdaySetAt: Temporal.Instant | null
  birthdayPaid: number | null
  lifetime: number
  carried: Record<string, number>
  /** what counted for a tier and what was spent in each year or on each day, once somebody asked; from `factsFrom` on */
  history?: { at: Temporal.Instant; points: number }[] | undefined
  spending?: Map<string, number> | undefined
  /** in ms */
  factsFrom?: number | undefined
  /** tier credits, once somebody asked */
  credits?: Credits | undefined
  /** the level they hold by invitation or by a plan, once somebody asked */
  given?: string | null | undefined
  /** as it stands in the database */
  saved: string
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

const toInstant = (ms: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(ms)
const toInstantOrNull = (ms: number | null): Temporal.Instant | null => (ms === null ? null : toInstant(ms))

/** More than so many lots are read only where they are asked for. */
const mostLots = 500

/**
 * Locks the accounts of these members, in one order everywhere so that nobody waits in a circle, and reads what lies on them.
 * A member who was merged is who they are now. Two members of one household share a book. Throws not_found.
 */
export async function openBooks(desk: Desk, memberIds: string[], alsoAccounts: string[] = []): Promise<Book[]> {
  const { owners, books } = await open(desk, { memberIds, alsoAccounts, locks: true })
  const accounts = [...memberIds.map((id) => owners[id]?.accountId ?? throwNoMember()), ...alsoAccounts]
  return accounts.map((id) => books.get(id) ?? throwMissing())
}

type Owner = { memberId: string; accountId: string }
type Opened = {
  /** who everybody who was asked for is now; without those who are no members */
  owners: Record<string, Owner>
  /** who brought whom, of those of whom it was asked; their books are open, too */
  referrers: Record<string, string>
  books: Map<string, Book>
}

type Opening = {
  memberIds: string[]
  alsoAccounts?: string[]
  /** members an order of whom may be worth something to who brought them */
  earning?: string[]
  /** not where nothing will be written */
  locks: boolean
}

/** The same for as many as there are. The desk goes by the rules that are in force once the locks are held. */
export async function open(
  desk: Desk,
  { memberIds, alsoAccounts = [], earning = [], locks }: Opening,
): Promise<Opened> {
  const most = mostLots * Math.max(1, memberIds.length + alsoAccounts.length)
  const { rows } = await prepared<{
    found: Found | null
  }>`select open_loyalty_books(${desk.workspaceId}, ${desk.programmeId},
    ${memberIds}::uuid[], ${alsoAccounts}::uuid[], ${earning}::uuid[], ${locks}, ${most}, ${desk.now.toString()}) as found`.execute(
    desk.tx,
  )
  const found = rows[0]?.found
  if (!found) throw noProgramme()
  await followRules(desk, found)
  const members = Map.groupBy(found.members.map(toMember), ({ accountId }) => accountId)
  const lots = found.lots && Map.groupBy(found.lots.map(toLot), ({ accountId }) => accountId)
  const books = found.books.map((one) => toBook(one, members.get(one.accountId), lots))
  const { owners, referrers } = found
  return { owners, referrers, books: new Map(books.map((book) => [book.accountId, book])) }
}

type BookRow = Pick<Book, 'accountId' | 'pool' | 'balance' | 'deficit' | 'expired'> &
  Record<'active' | 'due', number | null>
type MemberRow = Record<'since' | 'until' | 'birthdaySet', number | null> &
  Record<'cycle' | 'joined', number> &
  Omit<Member, 'since' | 'until' | 'birthdaySetAt' | 'cycleStart' | 'joinedAt' | 'saved'>
type LotRow = [
  lotId: string,
  accountId: string,
  memberId: string,
  kind: string,
  granted: number,
  remaining: number,
  activated: boolean,
  earned: number,
  active: number,
  expires: number | null,
]
type Found = {
  version: number
  zone: string
  referrers: Record<string, string>
  owners: Record<string, Owner>
  books: BookRow[]
  members: MemberRow[]
  lots: LotRow[] | null
}

function toBook({ active, due, ...row }: BookRow, members: Member[] = [], lots: Map<string, Lot[]> | null): Book {
  return {
    ...row,
    lastActiveAt: toInstantOrNull(active),
    nextDueAt: toInstantOrNull(due),
    members,
    lots: lots === null ? undefined : (lots.get(row.accountId) ?? []),
  }
}

function toMember({ since, until, birthdaySet, cycle, joined, ...row }: MemberRow): Member {
  const member = {
    ...row,
    since: toInstantOrNull(since),
    until: toInstantOrNull(until),
    birthdaySetAt: toInstantOrNull(birthdaySet),
    cycleStart: toInstant(cycle),
    joinedAt: toInstant(joined),
    saved: '',
  }
  return { ...member, saved: savedOf(member) }
}

type OwnLot = Lot & { accountId: string }

function toLot(row: LotRow): OwnLot {
  const [lotId, accountId, memberId, kind, granted, remaining, activated, earned, active, expires] = row
  const dates = { earnedAt: toInstant(earned), activeAt: toInstant(active), expiresAt: toInstantOrNull(expires) }
  return { lotId, accountId, memberId, kind, granted, remaining, activated, ...dates }
}

/** The member among those of a book. */
export function memberIn(book: Book, memberId: string): Member {
  const member = book.members.find((one) => one.memberId === memberId)
  if (!member) throw noMember()
  return member
}

export function throwNoMember(): never {
  throw noMember()
}

function throwMissing(): never {
  throw new Error('an account of the ledger is missing')
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

/** The open lots of a book, read once. */
export async function lotsOf(desk: Desk, book: Book): Promise<Lot[]> {
  book.lots ??= await readLots(desk, sql`account_id = ${book.accountId} and remaining > 0`)
  return book.lots
}

export async function findLot(desk: Desk, lotId: string): Promise<OwnLot | undefined> {
  return (await readLots(desk, sql`lot_id = ${lotId}`))[0]
}

async function readLots(desk: Desk, which: ReturnType<typeof sql>): Promise<OwnLot[]> {
  const ms = (column: string) => sql`floor(extract(epoch from ${sql.ref(column)}) * 1000)`
  const { rows } = await sql<{ lot: LotRow }>`
    select json_build_array(lot_id, account_id, member_id, kind, granted, remaining, activated, ${ms('earned_at')}, ${ms('active_at')},
      ${ms('expires_at')}) as lot
    from loyalty_lots where workspace_id = ${desk.workspaceId} and ${which}`.execute(desk.tx)
  return rows.map(({ lot }) => toLot(lot))
}

/** What can be spent now: active lots minus the deficit; may be negative. The book must have been brought up to date. */
export async function availableIn(desk: Desk, book: Book): Promise<number> {
  const active = (await lotsOf(desk, book)).filter(({ activated }) => activated)
  return active.reduce((sum, { remaining }) => sum + remaining, 0) - book.deficit
}
