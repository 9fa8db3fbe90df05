import { prepared } from '#platform/postgres'
import type { Book, Member } from './book.ts'
import type { Desk } from './desk.ts'
import { type Posted, takePending } from './pending.ts'

/** Writes what is pending, and what became of the books that are given, in one visit to the database. */
export async function keep(desk: Desk, books: Book[] = []): Promise<void> {
  const { postings, orders, redemptions, answers } = takePending(desk.pending)
  if (postings.length + orders.length + redemptions.length + answers.length + books.length === 0) return
  const members = books.flatMap((book) => book.members).filter((member) => savedOf(member) !== member.saved)
  const kept = {
    programmeId: desk.programmeId,
    now: desk.now.toString(),
    version: desk.version,
    ...some('transactions', postings.map(transactionOf)),
    ...some(
      'lots',
      postings.flatMap(({ id, lots = [] }) => lots.map((lot) => ({ ...lot, transactionId: id }))),
    ),
    ...some('lines', postings.flatMap(linesOf)),
    ...someById('moves', movesOf(postings)),
    ...some(
      'activated',
      postings.flatMap(({ activates = [] }) => activates),
    ),
    ...some('qualifying', postings.flatMap(qualifyingOf)),
    ...some(
      'credits',
      postings.flatMap(({ credits = [] }) => credits),
    ),
    ...some(
      'opened',
      postings.flatMap(({ opens = [] }) => opens),
    ),
    ...someById('accounts', accountsOf(postings, books)),
    ...someById(
      'members',
      members.map((member): [string, unknown] => [member.memberId, stateOf(member)]),
    ),
    ...some('orders', orders),
    ...some('redemptions', redemptions),
    ...some(
      'answers',
      answers.map(({ hash, ...one }) => ({ ...one, hash: hash.toString('hex') })),
    ),
  }
  await prepared`select keep_loyalty(${desk.workspaceId}, ${JSON.stringify(kept)}::jsonb)`.execute(desk.tx)
  for (const member of members) member.saved = savedOf(member)
}

const some = <T>(name: string, rows: T[]): Record<string, T[]> => (rows.length === 0 ? {} : { [name]: rows })

/** Rows that are there already are named by their ids. */
const someById = (name: string, rows: [id: string, to: unknown][]): Record<string, unknown> =>
  rows.length === 0 ? {} : { [name]: Object.fromEntries(rows) }

const transactionOf = ({ id, kind, memberId, order, at, detail = {}, actor }: Posted) => ({
  id,
  kind,
  memberId,
  order: order ?? null,
  at: at.toString(),
  actorKind: actor.kind,
  actorId: actor.kind === 'system' ? null : actor.actorId,
  detail,
})

const linesOf = ({ id, lines }: Posted) => lines.map((line, i) => ({ ...line, transactionId: id, line: i + 1 }))

const qualifyingOf = ({ id, qualifying = [] }: Posted) =>
  qualifying.map(({ memberId, at, points }, i) => ({
    transactionId: id,
    line: i + 1,
    memberId,
    at: at.toString(),
    points,
  }))

/** What each lot that was there before gives or gets; a new one comes full, and whatever is taken from it later is a move. */
function movesOf(postings: Posted[]): [lotId: string, move: { amount: number; expired: number }][] {
  const moves = new Map<string, { amount: number; expired: number }>()
  for (const { kind, lines, lots = [] } of postings) {
    const own = new Set(lots.map(({ lotId }) => lotId))
    for (const { lotId, amount } of lines) {
      if (lotId === undefined || own.has(lotId)) continue
      const before = moves.get(lotId) ?? { amount: 0, expired: 0 }
      moves.set(lotId, { amount: before.amount + amount, expired: before.expired - (kind === 'expire' ? amount : 0) })
    }
  }
  return [...moves]
}

function accountsOf(postings: Posted[], books: Book[]): [accountId: string, to: unknown][] {
  const sums = new Map<string, { amount: number; deficit: number }>()
  for (const { accountId, amount, lotId, currency } of postings.flatMap(({ lines }) => lines)) {
    const sum = sums.get(accountId) ?? { amount: 0, deficit: 0 }
    sum.amount += amount
    if (lotId === undefined && currency === 'points') sum.deficit -= amount
    sums.set(accountId, sum)
  }
  const saved = books.map((book): [string, unknown] => {
    const { accountId, expired, lastActiveAt, nextDueAt } = book
    const sum = sums.get(accountId) ?? { amount: 0, deficit: 0 }
    return [accountId, { ...sum, saved: true, expired, active: text(lastActiveAt), due: text(nextDueAt) }]
  })
  const own = new Set(books.map(({ accountId }) => accountId))
  const others = [...sums].filter(([accountId]) => !own.has(accountId))
  return [...saved, ...others.map(([accountId, sum]): [string, unknown] => [accountId, { ...sum, saved: false }])]
}

function stateOf(member: Member) {
  const { tier, since, until, cycleStart, lifetime, carried, birthday, birthdaySetAt, birthdayPaid } = member
  const cycle = cycleStart.toString()
  const birthdaySet = text(birthdaySetAt)
  return {
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

/** What a member is compared by, so that only changes are written. Reckoned for everybody on every visit: instants as numbers. */
export function savedOf(member: Member): string {
  const { tier, since, until, cycleStart, lifetime, carried, birthday, birthdaySetAt, birthdayPaid } = member
  const moments = [since, until, cycleStart, birthdaySetAt].map((at) => at?.epochMilliseconds ?? '')
  return JSON.stringify([tier, ...moments, lifetime, carried, birthday, birthdayPaid])
}

const text = (at: Temporal.Instant | null): string | null => at?.toString() ?? null
