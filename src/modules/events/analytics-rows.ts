import { type Clickhouse, takeableJson } from '#platform/clickhouse'
import { eventName, propertiesOf } from './canonical.ts'
import type { Facts, LoggedEvent } from './projection.ts'

/** One projected batch in ClickHouse. The token makes a second delivery of the same batch change nothing. */
export async function insertBatch(
  ch: Clickhouse,
  workspaceId: string,
  token: string,
  events: LoggedEvent[],
  customerIds: string[],
  facts: Pick<Facts, 'sales' | 'traits'>,
): Promise<void> {
  const rows = events.map((event, i) => ({
    workspace_id: workspaceId,
    customer_id: customerIds[i],
    occurred_at: new Date(event.occurredAt).toISOString().slice(0, 23),
    position: event.position,
    event: eventName(event.body),
    source: event.source,
    import_id: event.importId,
    properties: takeableJson(JSON.stringify(propertiesOf(event.body))),
  }))
  await ch.insert('events', rows, { token })
  await ch.insert(
    'sales',
    facts.sales.map((fact) => ({ workspace_id: workspaceId, ...fact })),
    { token },
  )
  await ch.insert(
    'customer_traits',
    facts.traits.map((fact) => ({ workspace_id: workspaceId, ...fact })),
    { token },
  )
}

/** The days of the customers to be repaired with what is left of their orders. */
const netDays = `SELECT workspace_id, customer, source, currency, day, sum(s.orders) AS o, sum(s.revenue) AS r, sum(s.refunded) AS b,
    sum(s.cost) AS k, sum(s.costed_revenue) AS w, sum(s.items) AS i
  FROM sales AS s WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}
  GROUP BY workspace_id, customer, source, currency, day`

/**
 * Minima, maxima and presence cannot be taken back by a row with a minus: for these customers and days they are counted
 * anew from the sales. Safe to repeat; the caller lets nobody else write this workspace meanwhile.
 */
export async function repairAggregates(
  ch: Clickhouse,
  workspaceId: string,
  repair: Facts['repair'],
  token: string,
): Promise<void> {
  const workspace = ch.forWorkspace(workspaceId)
  const { customers, days } = repair
  if (customers.length > 0) {
    for (const table of ['customer_days', 'customer_months', 'customer_totals']) {
      await workspace.command(
        `DELETE FROM ${table} WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}`,
        { customers },
      )
    }
    await workspace.command(
      `INSERT INTO customer_days SETTINGS insert_deduplication_token = '${token}-c'
      SELECT workspace_id, customer, day, source, currency, sum(o), sum(r),
        min(if(o > 0, ordered_at, toDateTime64('2149-06-06', 3, 'UTC'))), max(if(o > 0, ordered_at, toDateTime64(0, 3, 'UTC')))
      FROM (SELECT workspace_id, customer, day, source, currency, ordered_at, sum(s.orders) AS o, sum(s.revenue) AS r
        FROM sales AS s WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}
        GROUP BY workspace_id, customer, day, source, currency, ordered_at)
      GROUP BY workspace_id, customer, day, source, currency`,
      { customers },
    )
    await workspace.command(
      `INSERT INTO customer_months SETTINGS insert_deduplication_token = '${token}-m'
      SELECT workspace_id, toStartOfMonth(day) AS month, customer, source, currency, sum(o), sum(r), sum(b), sum(k), sum(w), sum(i),
        groupBitOr(if(o > 0, bitShiftLeft(toUInt32(1), toDayOfMonth(day) - 1), toUInt32(0)))
      FROM (${netDays}) GROUP BY workspace_id, month, customer, source, currency`,
      { customers },
    )
    await workspace.command(
      `INSERT INTO customer_totals SETTINGS insert_deduplication_token = '${token}-t'
      SELECT workspace_id, customer, source, currency, min(if(o > 0, day, toDate('2149-06-06'))), max(if(o > 0, day, toDate('1970-01-01'))),
        sum(o), sum(r), sum(b), sum(k), sum(w), sum(i)
      FROM (${netDays})
      GROUP BY workspace_id, customer, source, currency`,
      { customers },
    )
  }
  if (days.length > 0) {
    await workspace.command(
      'DELETE FROM active_days WHERE workspace_id = {workspace_id:UUID} AND day IN {days:Array(Date)}',
      { days },
    )
    await workspace.command(
      `INSERT INTO active_days SETTINGS insert_deduplication_token = '${token}-d' SELECT workspace_id, source, day, groupBitmapState(customer)
      FROM (SELECT workspace_id, source, day, customer FROM sales
        WHERE workspace_id = {workspace_id:UUID} AND day IN {days:Array(Date)}
        GROUP BY workspace_id, source, day, customer HAVING sum(orders) > 0)
      GROUP BY workspace_id, source, day`,
      { days },
    )
  }
}

/** Sums by day anew from the sales, for these days and all on which these customers bought; for rows that cannot be trusted. */
export async function repairDailySales(
  ch: Clickhouse,
  workspaceId: string,
  { customers, days }: Facts['repair'],
  token: string,
): Promise<void> {
  if (customers.length === 0) return
  const workspace = ch.forWorkspace(workspaceId)
  const rows = await workspace.query<{ day: string }>(
    'SELECT DISTINCT day FROM sales WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}',
    { customers },
  )
  const touched = { days: [...new Set([...days, ...rows.map(({ day }) => day)])] }
  const where = 'WHERE workspace_id = {workspace_id:UUID} AND day IN {days:Array(Date)}'
  await workspace.command(`DELETE FROM daily_sales ${where}`, touched)
  await workspace.command(
    `INSERT INTO daily_sales SETTINGS insert_deduplication_token = '${token}-s'
    SELECT workspace_id, day, source, currency, sum(s.orders), sum(s.revenue), sum(s.refunded)
    FROM sales AS s ${where} GROUP BY workspace_id, day, source, currency`,
    touched,
  )
}
