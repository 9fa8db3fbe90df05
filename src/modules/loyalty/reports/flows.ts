import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'
import { type Counterpart, counterpart } from '../ledger/post.ts'

export type Flow = { issued: number; redeemed: number; expired: number; reversed: number }

export const noFlow: Flow = { issued: 0, redeemed: 0, expired: 0, reversed: 0 }

/**
 * Points by what became of them, day by day or month by month of the programme's zone, of what was written from `from` on. Read from the
 * accounts that stand against those of members, so it is what the books say.
 */
export async function readFlows(
  desk: Desk,
  from: Temporal.Instant,
  unit: 'day' | 'month',
): Promise<(Flow & { start: string })[]> {
  const account = (name: Counterpart) => counterpart(desk, name)
  const shape = unit === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM'
  const { rows } = await sql<Flow & { start: string }>`
    select to_char(t.recorded_at at time zone ${desk.zone}, ${shape}) as start,
      (-coalesce(sum(e.amount) filter (where e.account_id = ${account('issued')}), 0))::bigint as issued,
      coalesce(sum(e.amount) filter (where e.account_id = ${account('redeemed')} or t.detail ? 'causeId'), 0)::bigint as redeemed,
      coalesce(sum(e.amount) filter (where e.account_id = ${account('expired')}), 0)::bigint as expired,
      coalesce(sum(e.amount) filter (where e.account_id in (${account('reversed')}, ${account('undone')})), 0)::bigint as reversed
    from loyalty_transactions t join loyalty_entries e using (workspace_id, transaction_id)
    where t.workspace_id = ${desk.workspaceId} and t.programme_id = ${desk.programmeId} and t.recorded_at >= ${from.toString()}
      and e.currency = 'points' and e.lot_id is null group by 1 order by 1`.execute(desk.tx)
  return rows
}

export function sumFlows(flows: Flow[]): Flow {
  return flows.reduce(
    (sum, one) => ({
      issued: sum.issued + one.issued,
      redeemed: sum.redeemed + one.redeemed,
      expired: sum.expired + one.expired,
      reversed: sum.reversed + one.reversed,
    }),
    noFlow,
  )
}
