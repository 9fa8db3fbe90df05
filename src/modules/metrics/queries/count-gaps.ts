import type { WorkspaceClickhouse } from '#platform/clickhouse'

// So many customers tell the 95th percentile to a day; reading all of ten millions would tell nothing more.
const enough = 100_000
const stripes = 20

/**
 * The shop's repeat intervals in days by how often. Of very many customers only some are read: stripes of neighbours, evenly
 * spread over all numbers, because neighbours lie together on the disk.
 */
export async function countGaps(ch: WorkspaceClickhouse, asOf: string): Promise<{ value: number; count: number }[]> {
  const stripesOf = (top: number): string =>
    Array.from({ length: stripes }, (_, i) => Math.floor((i * top) / stripes))
      .map((first) => `customer BETWEEN ${first} AND ${first + enough / stripes - 1}`)
      .join(' OR ')
  const top = await countCustomers(ch)
  return ch.query(
    `SELECT gap AS value, count() AS count
    FROM (
      -- Neighbouring customers share an array: customer × 2^17 + day, sorted. A step above 2^16 begins another customer.
      SELECT arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 1023), 17), toUInt32(toUInt16(day)))))) AS visits
      FROM customer_days
      WHERE workspace_id = {workspace_id:UUID} ${top > enough ? `AND (${stripesOf(top)})` : ''} AND day <= {asOf:Date} AND orders > 0
      GROUP BY bitShiftRight(customer, 10)
    )
    ARRAY JOIN arrayDifference(visits) AS gap WHERE gap BETWEEN 1 AND 65535 GROUP BY gap ORDER BY gap
    SETTINGS group_by_two_level_threshold = 1`,
    { asOf },
  )
}

async function countCustomers(ch: WorkspaceClickhouse): Promise<number> {
  const [row] = await ch.query<{ top: number }>(
    'SELECT max(customer) AS top FROM customer_totals WHERE workspace_id = {workspace_id:UUID}',
  )
  return row?.top ?? 0
}
