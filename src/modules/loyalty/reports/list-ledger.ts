import { sql } from 'kysely'
import type { z } from 'zod'
import type { LoyaltyLedger, LoyaltyLedgerRow, loyaltyLedgerQuery } from '#contract/loyalty-reports'
import { whoNow } from '#modules/customers'
import { atReportDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

export type LedgerQuery = Omit<z.infer<typeof loyaltyLedgerQuery>, 'format'>

type Row = Omit<LoyaltyLedgerRow, 'at' | 'recordedAt'> & { at: Date; recorded: Date }

/** The transactions of a programme, newest first. `from` and `until` are days of its zone, both included. */
export async function listLedger(deps: LoyaltyDeps, place: Place, query: LedgerQuery): Promise<LoyaltyLedger> {
  return await atReportDesk(deps, place, async (desk) => {
    const { kind = null, before = null, limit } = query
    const { rows } = await sql<Row>`
      select t.transaction_id as "transactionId", t.kind, t.at, t.recorded_at as recorded, t.order_ref as "order",
        t.member_id as "memberId", c.customer_id as "customerId", c.name, t.actor_kind as by, t.detail, t.version, s.sequence,
        coalesce((select sum(e.amount) from loyalty_entries e join loyalty_accounts a using (workspace_id, account_id)
          where e.workspace_id = t.workspace_id and e.transaction_id = t.transaction_id and e.currency = 'points'), 0)::bigint as points
      from loyalty_transactions t
      left join loyalty_seals s using (workspace_id, transaction_id)
      left join loyalty_members m on m.workspace_id = t.workspace_id and m.member_id = t.member_id
      left join customers o on o.workspace_id = t.workspace_id and o.customer_id = m.customer_id
      left join customers c on c.workspace_id = t.workspace_id and c.customer_id = ${whoNow('o')}
      where t.workspace_id = ${desk.workspaceId} and t.programme_id = ${desk.programmeId}
        and (${kind}::text is null or t.kind = ${kind}) and (${before}::uuid is null or t.transaction_id < ${before}::uuid)
        ${query.from === undefined ? sql`` : sql`and t.recorded_at >= ${startOf(desk, query.from)}`}
        ${query.until === undefined ? sql`` : sql`and t.recorded_at < ${startOf(desk, query.until, 1)}`}
      order by t.transaction_id desc limit ${limit + 1}`.execute(desk.tx)
    const page = rows.slice(0, limit).map(({ at, recorded, ...row }) => ({
      ...row,
      at: at.toISOString(),
      recordedAt: recorded.toISOString(),
    }))
    return { rows: page, next: rows.length > limit ? (page.at(-1)?.transactionId ?? null) : null }
  })
}

function startOf({ zone }: Desk, day: string, later = 0): string {
  return Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(zone).toInstant().toString()
}

/** One row for each line of the books, for whoever audits them: which account got how much of what. */
export async function* ledgerLines(
  deps: LoyaltyDeps,
  place: Place,
  query: Pick<LedgerQuery, 'kind' | 'from' | 'until'>,
): AsyncIterable<(string | number | null)[]> {
  let before: string | undefined
  for (;;) {
    const page = await listLedger(deps, place, { ...query, before, limit: 500 })
    const lines = await atReportDesk(deps, place, (desk) =>
      readLines(
        desk,
        page.rows.map(({ transactionId }) => transactionId),
      ),
    )
    for (const { transactionId, kind, at, recordedAt, order, memberId, by, version, sequence } of page.rows) {
      const own = lines.get(transactionId) ?? [{ account: '', currency: '', lot: null, amount: 0 }]
      for (const { account, currency, lot, amount } of own)
        yield [
          sequence,
          transactionId,
          kind,
          at,
          recordedAt,
          order,
          memberId,
          by,
          version,
          account,
          currency,
          lot,
          amount,
        ]
    }
    if (page.next === null) return
    before = page.next
  }
}

export const ledgerHeader = [
  'sequence',
  'transaction',
  'kind',
  'counts_at',
  'recorded_at',
  'order',
  'member',
  'by',
  'rules_version',
  'account',
  'currency',
  'lot',
  'amount',
]

type Line = { account: string; currency: string; lot: string | null; amount: number }

async function readLines(desk: Desk, ids: string[]): Promise<Map<string, Line[]>> {
  const { rows } = await sql<Line & { id: string; line: number; isOwn: boolean }>`
    select e.transaction_id as id, e.line, e.account_id as account, e.currency, e.lot_id as lot, e.amount
    from loyalty_entries e where e.workspace_id = ${desk.workspaceId} and e.transaction_id = any(${ids}::uuid[])
    order by e.transaction_id, e.line`.execute(desk.tx)
  return Map.groupBy(rows, ({ id }) => id)
}
