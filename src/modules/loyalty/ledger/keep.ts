import { prepared } from '#platform/postgres'
import type { Book, Member } from './book.ts'
import type { Desk } from './desk.ts'
import type { Held } from './post.ts'

/** Writes transactions, and what became of the books that are given, in one visit to the database. */
export async function keep(desk: Desk, { postings, books = [] }: { postings: Held[]; books?: Book[] }): Promise<void> {
  const members = books.flatMap((book) => book.members).filter((member) => savedOf(member) !== member.saved)
  const kept = {
    programmeId: desk.programmeId,
    now: desk.now.toString(),
    version: desk.version,
    actorKind: desk.actor.kind,
    actorId: desk.actor.kind === 'system' ? null : desk.actor.actorId,
    transactions: postings.map(({ id, kind, memberId, order = null, at, detail = {} }) => ({
      id,
      kind,
      memberId,
      order,
      at: at.toString(),
      detail,
    })),
    ...some(
      'lots',
      postings.flatMap(({ id, lots = [] }) => lots.map((lot) => ({ ...lot, transactionId: id }))),
    ),
    ...some('lines', postings.flatMap(linesOf)),
    ...some('moves', movesOf(postings)),
    ...some(
      'activated',
      postings.flatMap(({ activates = [] }) => activates),
    ),
    ...some('qualifying', postings.flatMap(qualifyingOf)),
    ...some('accounts', accountsOf(postings, books)),
    ...some('members', members.map(stateOf)),
    ...(desk.order ? { order: desk.order } : {}),
    ...(desk.answer ? { answer: desk.answer } : {}),
  }
  await prepared`select keep_loyalty(${desk.workspaceId}, ${JSON.stringify(kept)}::jsonb)`.execute(desk.tx)
  desk.order = undefined
  desk.answer = undefined
  for (const member of members) member.saved = savedOf(member)
}

const some = <T>(name: string, rows: T[]): Record<string, T[]> => (rows.length === 0 ? {} : { [name]: rows })

const linesOf = ({ id, lines }: Held) => lines.map((line, i) => ({ ...line, transactionId: id, line: i + 1 }))

const qualifyingOf = ({ id, qualifying = [] }: Held) =>
  qualifying.map(({ memberId, at, points }, i) => ({
    transactionId: id,
    line: i + 1,
    memberId,
    at: at.toString(),
    points,
  }))

/** What each lot that was there before gives or gets; a new one comes full, and whatever is taken from it later is a move. */
function movesOf(postings: Held[]): { lotId: string; amount: number }[] {
  const sums = new Map<string, number>()
  for (const { lines, lots = [] } of postings) {
    const own = new Set(lots.map(({ lotId }) => lotId))
    for (const { lotId, amount } of lines)
      if (lotId !== undefined && !own.has(lotId)) sums.set(lotId, (sums.get(lotId) ?? 0) + amount)
  }
  return [...sums].map(([lotId, amount]) => ({ lotId, amount }))
}

function accountsOf(postings: Held[], books: Book[]) {
  const sums = new Map<string, { amount: number; deficit: number }>()
  for (const { accountId, amount, lotId, currency } of postings.flatMap(({ lines }) => lines)) {
    const sum = sums.get(accountId) ?? { amount: 0, deficit: 0 }
    sum.amount += amount
    if (lotId === undefined && currency === 'points') sum.deficit -= amount
    sums.set(accountId, sum)
  }
  const saved = books.map((book) => ({
    accountId: book.accountId,
    ...(sums.get(book.accountId) ?? { amount: 0, deficit: 0 }),
    saved: true,
    expired: book.expired,
    active: text(book.lastActiveAt),
    due: text(book.nextDueAt),
  }))
  const own = new Set(books.map(({ accountId }) => accountId))
  const others = [...sums].filter(([accountId]) => !own.has(accountId))
  return [...saved, ...others.map(([accountId, sum]) => ({ accountId, ...sum, saved: false }))]
}

function stateOf(member: Member) {
  const { memberId, tier, since, until, cycleStart, lifetime, carried, birthday, birthdaySetAt, birthdayPaid } = member
  const cycle = cycleStart.toString()
  const birthdaySet = text(birthdaySetAt)
  return {
    memberId,
    tier,
    since: text(since),
    until: text(until),
    cycle,
    lifetime,
    carried,
    birthday,
    birthdaySet,
    birthdayPaid,
  }
}

/** What a member is compared by, so that only changes are written. */
export const savedOf = (member: Member): string => JSON.stringify(stateOf(member))

const text = (at: Temporal.Instant | null): string | null => at?.toString() ?? null
