import { newId, uuidFromText } from '#platform/ids'
import { type Book, type Lot, lotsOf } from './book.ts'
import type { Desk } from './desk.ts'
import { keep } from './keep.ts'
import type { Posted } from './pending.ts'

export type Currency = 'points' | 'stamps' | 'rewards' | 'fees' | 'cash' | 'credits'
/** Where points come from and go to outside of members. */
export type Counterpart =
  | 'issued'
  | 'redeemed'
  | 'reserved'
  | 'expired'
  | 'reversed'
  | 'completed'
  | 'undone'
  /** fees of paid memberships, minor units: what was received, and for which plan */
  | 'received'
  | `plan:${string}`
  | `cause:${string}`

export type Line = { accountId: string; currency: Currency; lotId?: string; amount: number }

/** `partOf`: what its points were a part of before their owner became another member or joined a household. */
export type NewLot = Omit<Lot, 'remaining'> & { accountId: string; partOf?: string }

export type Posting = {
  kind: string
  memberId: string | null
  at: Temporal.Instant
  order?: string | undefined
  detail?: Record<string, unknown>
  lines: Line[]
  lots?: NewLot[]
  /** lots whose time has come */
  activates?: string[]
  /** for tiers: points that count from a moment on, or do not any more */
  qualifying?: { memberId: string; at: Temporal.Instant; points: number }[]
  /** accounts that may begin with this: of a currency that not every member has */
  opens?: { accountId: string; currency: Currency }[]
  /** tier credits by the moment they were earned, in ms, beside the lines that say how many */
  credits?: { accountId: string; moment: number; amount: number }[]
}

export function counterpart(
  { programmeId }: Pick<Desk, 'programmeId'>,
  name: Counterpart,
  currency: Currency = 'points',
): string {
  return uuidFromText('loyalty', programmeId, currency, name)
}

/**
 * Writes one transaction: it comes to zero or fails. Balances, lots and the deficit (a member's line without a lot) follow its lines,
 * in the books at once and in the database with it: at once, or where the desk holds what is pending when the books are closed.
 */
export async function post(desk: Desk, books: Book[], posting: Posting): Promise<string> {
  const id = newId()
  const posted = { ...posting, id, actor: desk.actor, lines: posting.lines.filter(({ amount }) => amount !== 0) }
  // Read now: what is pending is not in the database to be read later.
  if (desk.holds) for (const book of books) await lotsOf(desk, book)
  desk.pending.postings.push(posted)
  if (!desk.holds) await keep(desk)
  followInBooks(books, posted)
  return id
}

function followInBooks(books: Book[], { lines, lots = [], qualifying = [] }: Posted): void {
  for (const book of new Set(books)) {
    for (const line of lines) {
      if (line.accountId !== book.accountId) continue
      book.balance += line.amount
      if (line.lotId === undefined) book.deficit -= line.amount
      const lot = book.lots?.find(({ lotId }) => lotId === line.lotId)
      if (lot) lot.remaining += line.amount
      // A lot that was empty and is not in the book has something again.
      else if (line.lotId !== undefined && !lots.some(({ lotId }) => lotId === line.lotId)) book.lots = undefined
    }
    book.lots?.push(
      ...lots
        .filter(({ accountId }) => accountId === book.accountId)
        .map((lot) => ({ ...lot, remaining: lot.granted })),
    )
    for (const { memberId, at, points } of qualifying)
      book.members.find((one) => one.memberId === memberId)?.history?.push({ at, points })
  }
}
