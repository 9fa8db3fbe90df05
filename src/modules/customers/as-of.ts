import { sql } from 'kysely'
import { type Clock, dayIn } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { addDays } from './rhythm.ts'

const quietDays = 30

/**
 * The day silence is counted to: today; for old data (newest sale more than 30 days ago) the day after the newest sale, because
 * the silence since then is the data's, not the customers'.
 */
export function asOfDay(today: string, lastDay: string | null): string {
  return lastDay === null || lastDay >= addDays(today, -quietDays) ? today : addDays(lastDay, 1)
}

export type Shop = {
  timeZone: string
  currency: string
  locale: string
  silenceDays: number | null
  asOf: string
  numbers: number
}

/** The workspace's settings, the day its silence is counted to, and how many customer numbers were given. */
export async function getShop(tx: Tx, clock: Clock, workspaceId: string): Promise<Shop> {
  const found = await sql<Omit<Shop, 'asOf'> & { lastOn: string | null }>`
    select w.time_zone as "timeZone", w.currency, w.locale, w.silence_days as "silenceDays",
      w.next_customer_number - 1 as numbers,
      (select m.last_visit_on from customer_measures m where m.workspace_id = w.workspace_id and m.last_order_at is not null
        order by m.last_order_at desc limit 1) as "lastOn"
    from workspaces w where w.workspace_id = ${workspaceId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
  const { lastOn, ...shop } = row
  return { ...shop, asOf: asOfDay(dayIn(clock.now(), shop.timeZone), lastOn) }
}
