import { newId, uuidFromText } from '#platform/ids'
import { type Book, type Lot, lotsOf } from './book.ts'
import type { Desk } from './desk.ts'
import { keep } from './keep.ts'

export type Currency = 'points' | 'stamps' | 'rewards'
/** Where points come from and go to outside of members. */
export type Counterpart = 'issued' | 'redeemed' | 'reserved' | 'expired' | 'reversed' | 'completed' | 'undone'

export type Line = { accountId: string; currency: Currency; lotId?: string; amount: number }

export type NewLot = Omit<Lot, 'remaining'> & { accountId: string }

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
}
export type Held = Posting & { id: string }

export function counterpart(desk: Desk, name: Counterpart, currency: Currency = 'points'): string {
  return uuidFromText('loyalty', desk.programmeId, currency, name)
}

/**
 * Writes one transaction: it comes to zero or fails. Balances, lots and the deficit (a member's line without a lot) follow its lines,
 * in the books at once and in the database with it: at once, or where the desk holds its postings when the books are closed.
 */
export async function post(desk: Desk, books: Book[], posting: Posting): Promise<string> {
  const id = newId()
  const held = { ...posting, id, lines: posting.lines.filter(({ amount }) => amount !== 0) }
  if (desk.held) {
    // Read now: what is held is not in the database to be read later.
    for (const book of books) await lotsOf(desk, book)
    desk.held.push(held)
  } else await keep(desk, { postings: [held] })
  followInBooks(books, held)
  return id
}

function followInBooks(books: Book[], { lines, lots = [], qualifying = [] }: Held): void {
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
