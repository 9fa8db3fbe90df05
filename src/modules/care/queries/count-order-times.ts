import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { ordersSql } from './orders-sql.ts'

/** A customer's orders by weekday (1 = Monday), hour and minute in the zone. */
export async function countOrderTimes(
  ch: WorkspaceClickhouse,
  ids: string[],
  zone: string,
): Promise<{ weekday: number; hour: number; minute: number; orders: number }[]> {
  return await ch.query(
    `SELECT toDayOfWeek(local) AS weekday, toHour(local) AS hour, toMinute(local) AS minute, toUInt32(count()) AS orders
    FROM (SELECT toTimeZone(occurred_at, {zone:String}) AS local FROM (${ordersSql})) GROUP BY weekday, hour, minute`,
    { ids, zone },
    { urgent: true },
  )
}
