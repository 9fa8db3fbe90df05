import type { WorkspaceClickhouse } from '#platform/clickhouse'

// So many customers tell the 95th percentile to a day; reading all of ten millions would tell nothing more.
const enough = 200_000

/** The shop's repeat intervals in days by how often; of very many customers, every n-th by a hash of the number. */
export async function countGaps(ch: WorkspaceClickhouse, asOf: string): Promise<{ value: number; count: number }[]> {
  return ch.query(
    `WITH (SELECT greatest(1, intDiv(max(customer), {enough:UInt32})) FROM customer_totals WHERE workspace_id = {workspace_id:UUID}) AS every
    SELECT gap AS value, count() AS count
    FROM (
      -- Neighbouring customers share an array: customer × 2^17 + day, sorted. A step above 2^16 begins another customer.
      SELECT arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 1023), 17), toUInt32(toUInt16(day)))))) AS visits
      FROM customer_days
      WHERE workspace_id = {workspace_id:UUID} AND intHash32(customer) % every = 0 AND day <= {asOf:Date} AND orders > 0
      GROUP BY bitShiftRight(customer, 10)
    )
    ARRAY JOIN arrayDifference(visits) AS gap WHERE gap BETWEEN 1 AND 65535 GROUP BY gap ORDER BY gap
    SETTINGS group_by_two_level_threshold = 1`,
    { enough, asOf },
  )
}
