import type { WorkspaceClickhouse } from '#platform/clickhouse'

// So many customers tell the 95th percentile to a day; reading all of ten millions would tell nothing more.
const enough = 200_000

/** The shop's repeat intervals in days by how often; of very many customers, every n-th by a hash of the number. */
export async function countGaps(ch: WorkspaceClickhouse, asOf: string): Promise<{ value: number; count: number }[]> {
  return ch.query(
    `WITH (SELECT greatest(1, intDiv(max(customer), {enough:UInt32})) FROM customer_totals WHERE workspace_id = {workspace_id:UUID}) AS every
    SELECT gap AS value, count() AS count
    FROM (
      SELECT arrayDistinct(arraySort(groupArray(toUInt16(day)))) AS days,
        arrayPopFront(arrayMap((d, before) -> d - before, days, arrayPushFront(arrayPopBack(days), toUInt16(0)))) AS gaps
      FROM customer_days
      WHERE workspace_id = {workspace_id:UUID} AND intHash32(customer) % every = 0 AND day <= {asOf:Date} AND orders > 0
      GROUP BY customer
    )
    ARRAY JOIN gaps AS gap GROUP BY gap ORDER BY gap`,
    { enough, asOf },
  )
}
