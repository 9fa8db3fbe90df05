import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Traveller } from './walk.ts'

const days = 180
/** So many signs of one's own weigh as much as what everybody does. */
const weightOfAll = 3
const signs = [
  'Message Opened',
  'Message Clicked',
  'Order Completed',
  'Product Viewed',
  'Product Added',
  'Appointment Booked',
]

/** The hour of the day between `from` and `until` at which each of them mostly looks and buys, in their own zone. By run. */
export async function readBestHours(
  ch: WorkspaceClickhouse,
  now: Temporal.Instant,
  { from, until }: { from: string; until: string },
  those: Traveller[],
): Promise<Map<string, number>> {
  const params = { names: signs, from: now.subtract({ hours: 24 * days }).epochMilliseconds }
  const what = `event IN {names:Array(String)} AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC')`
  const count = `SELECT toHour(occurred_at, 'UTC') AS hour, toUInt32(count()) AS n`
  const [all, own] = await Promise.all([
    ch.query<{ hour: number; n: number }>(
      `${count} FROM events WHERE workspace_id = {workspace_id:UUID} AND ${what} GROUP BY hour`,
      params,
    ),
    ch.query<{ id: string; hour: number; n: number }>(
      `${count}, customer_id AS id FROM events WHERE workspace_id = {workspace_id:UUID}
        AND customer_id IN {family:Array(UUID)} AND ${what} GROUP BY id, hour`,
      { ...params, family: [...new Set(those.flatMap(({ family }) => family))] },
    ),
  ])
  const byId = new Map<string, { hour: number; n: number }[]>()
  for (const row of own) byId.set(row.id, [...(byId.get(row.id) ?? []), row])
  return new Map(
    those.map(({ run, family, zone }) => {
      const ahead = Math.round(now.toZonedDateTimeISO(zone).offsetNanoseconds / 3.6e12)
      const mine = dayOf(
        family.flatMap((id) => byId.get(id) ?? []),
        ahead,
      )
      return [run.runId, bestHour(mine, dayOf(all, ahead), Number(from.slice(0, 2)), Number(until.slice(0, 2)))]
    }),
  )
}

function dayOf(rows: { hour: number; n: number }[], ahead: number): number[] {
  const day = Array.from({ length: 24 }, () => 0)
  for (const { hour, n } of rows) {
    const at = (Number(hour) + ahead + 24) % 24
    day[at] = (day[at] ?? 0) + Number(n)
  }
  return day
}

/**
 * The hour from `from` on and before `until` with the most signs, neighbours counting half; few signs of one's own lean on what all do.
 * `from` after `until` goes over midnight; the first of equals, and `from` where nothing is known.
 */
export function bestHour(own: number[], all: number[], from: number, until: number): number {
  const total = all.reduce((sum, n) => sum + n, 0)
  const signsAt = (hour: number): number => {
    const at = (hour + 24) % 24
    return (own[at] ?? 0) + (total === 0 ? 0 : (weightOfAll * (all[at] ?? 0)) / total)
  }
  const span = (until - from + 24) % 24 || 24
  let best = from
  let most = 0
  for (let i = 0; i < span; i++) {
    const hour = (from + i) % 24
    const score = signsAt(hour) + (signsAt(hour - 1) + signsAt(hour + 1)) / 2
    if (score > most + 1e-9) [best, most] = [hour, score]
  }
  return best
}
