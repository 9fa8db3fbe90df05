import { sql } from 'kysely'
import { newId, uuidFromText } from '#platform/ids'
import type { Book, Lot } from './book.ts'
import type { Desk } from './desk.ts'

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
  /** for tiers: points that count from a moment on, or do not any more */
  qualifying?: { memberId: string; at: Temporal.Instant; points: number }[]
}

export function counterpart(desk: Desk, name: Counterpart, currency: Currency = 'points'): string {
  return uuidFromText('loyalty', desk.programmeId, currency, name)
}

/**
 * Writes one transaction in one statement: it comes to zero or fails. Balances, lots and the deficit (a member's line without a lot)
 * follow its lines, in the database and in the books.
 */
export async function post(desk: Desk, books: Book[], posting: Posting): Promise<string> {
  const transactionId = newId()
  const { kind, memberId, at, order = null, detail = {}, lots = [], qualifying = [] } = posting
  const lines = posting.lines.filter(({ amount }) => amount !== 0)
  const isNew = new Set(lots.map(({ lotId }) => lotId))
  const moves = lines.flatMap(({ lotId, amount }) =>
    lotId === undefined || isNew.has(lotId) ? [] : [{ lotId, amount }],
  )
  await sql`
    with t as (insert into loyalty_transactions
      (workspace_id, transaction_id, programme_id, kind, member_id, order_ref, at, recorded_at, version, actor_kind, actor_id, detail)
      values (${desk.workspaceId}, ${transactionId}, ${desk.programmeId}, ${kind}, ${memberId}, ${order}, ${at.toString()},
        ${desk.now.toString()}, ${desk.version}, ${desk.actor.kind}, ${desk.actor.kind === 'system' ? null : desk.actor.actorId},
        ${JSON.stringify(detail)}::jsonb)),
    u as (insert into loyalty_unsealed values (${desk.workspaceId}, ${transactionId}))
    ${lots.length === 0 ? sql`` : insertLots(desk, transactionId, lots)}
    ${lines.length === 0 ? sql`` : insertLines(desk, transactionId, lines)}
    ${qualifying.length === 0 ? sql`` : insertQualifying(desk, transactionId, qualifying)}
    ${moves.length === 0 ? sql`` : moveLots(desk, moves)}
    select 1`.execute(desk.tx)
  followInBooks(books, lines, lots)
  return transactionId
}

function insertLots(desk: Desk, transactionId: string, lots: NewLot[]) {
  return sql`, l as (insert into loyalty_lots
    (workspace_id, lot_id, account_id, member_id, transaction_id, kind, granted, remaining, earned_at, active_at, expires_at, activated)
    select ${desk.workspaceId}, x."lotId", x."accountId", x."memberId", ${transactionId}, x.kind, x.granted, x.granted, x."earnedAt",
      x."activeAt", x."expiresAt", x.activated
    from jsonb_to_recordset(${JSON.stringify(lots)}::jsonb) as x("lotId" uuid, "accountId" uuid, "memberId" uuid, kind text,
      granted bigint, "earnedAt" timestamptz, "activeAt" timestamptz, "expiresAt" timestamptz, activated boolean))`
}

function insertLines(desk: Desk, transactionId: string, lines: Line[]) {
  const numbered = lines.map((line, i) => ({ ...line, line: i + 1 }))
  const deltas = [...Map.groupBy(lines, ({ accountId }) => accountId)].map(([accountId, own]) => ({
    accountId,
    amount: own.reduce((sum, { amount }) => sum + amount, 0),
    deficit: -own.reduce(
      (sum, { amount, lotId, currency }) => sum + (lotId === undefined && currency === 'points' ? amount : 0),
      0,
    ),
  }))
  return sql`, e as (insert into loyalty_entries (workspace_id, transaction_id, line, account_id, currency, lot_id, amount)
    select ${desk.workspaceId}, ${transactionId}, x.line, x."accountId", x.currency, x."lotId", x.amount
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb)
      as x(line int, "accountId" uuid, currency text, "lotId" uuid, amount bigint)),
    a as (update loyalty_accounts a set balance = a.balance + x.amount, deficit = a.deficit + x.deficit
    from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as x("accountId" uuid, amount bigint, deficit bigint)
    where a.workspace_id = ${desk.workspaceId} and a.account_id = x."accountId")`
}

function moveLots(desk: Desk, moves: { lotId: string; amount: number }[]) {
  const sums = [...Map.groupBy(moves, ({ lotId }) => lotId)].map(([lotId, own]) => ({
    lotId,
    amount: own.reduce((sum, { amount }) => sum + amount, 0),
  }))
  return sql`, m as (update loyalty_lots l set remaining = l.remaining + x.amount
    from jsonb_to_recordset(${JSON.stringify(sums)}::jsonb) as x("lotId" uuid, amount bigint)
    where l.workspace_id = ${desk.workspaceId} and l.lot_id = x."lotId")`
}

function insertQualifying(desk: Desk, transactionId: string, rows: NonNullable<Posting['qualifying']>) {
  const numbered = rows.map((row, i) => ({ ...row, line: i + 1 }))
  return sql`, q as (insert into loyalty_qualifying (workspace_id, transaction_id, line, member_id, at, points)
    select ${desk.workspaceId}, ${transactionId}, x.line, x."memberId", x.at, x.points
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) as x(line int, "memberId" uuid, at timestamptz, points bigint))`
}

function followInBooks(books: Book[], lines: Line[], lots: NewLot[]): void {
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
  }
}
