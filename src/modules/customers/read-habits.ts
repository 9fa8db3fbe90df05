import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { getShop } from './as-of.ts'

export type Habits = {
  /** the day that silence is counted to */
  asOf: string
  currency: string
  timeZone: string
  /** ascending */
  recentVisits: string[]
  usualGapDays: number | null
  lateFrom: string | null
  silentDays: number | null
  /** the latest orders that stand, newest first, in the currency of the workspace */
  orders: { on: string; revenueMinor: number }[]
  /** the days of the latest refunds, newest first */
  refundedOn: string[]
}

const most = 60

/** The rhythm of a customer and what they bought lately; `customerIds` is the customer, then who was joined to them. */
export async function readHabits(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  customerIds: [string, ...string[]],
): Promise<Habits> {
  const { asOf, currency, timeZone } = await getShop(tx, clock, workspaceId)
  const measures = await sql<Pick<Habits, 'recentVisits' | 'usualGapDays' | 'lateFrom' | 'silentDays'>>`
    select recent_visits as "recentVisits", usual_gap_days as "usualGapDays", late_from as "lateFrom",
      greatest(0, ${asOf}::date - last_visit_on) as "silentDays"
    from customer_measures where workspace_id = ${workspaceId} and customer_id = ${customerIds[0]}`.execute(tx)
  const orders = await sql<
    Habits['orders'][number]
  >`select ordered_on as "on", revenue_minor as "revenueMinor" from orders
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) and currency = ${currency}
      and not cancelled and revenue_minor > 0
    order by ordered_on desc, order_id desc limit ${most}`.execute(tx)
  const refunds = await sql<{ on: string }>`select refunded_on as "on" from refunds
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])
    order by refunded_on desc limit ${most}`.execute(tx)
  const known = measures.rows[0] ?? { recentVisits: [], usualGapDays: null, lateFrom: null, silentDays: null }
  return { asOf, currency, timeZone, ...known, orders: orders.rows, refundedOn: refunds.rows.map((row) => row.on) }
}
