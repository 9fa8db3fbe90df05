import type { WorkspaceClickhouse } from '#platform/clickhouse'

/** The commonest values of every trait; a trait with as many values as customers (an e-mail address) is no filter. */
export async function listTraitValues(
  ch: WorkspaceClickhouse,
): Promise<{ trait: string; value: string; customers: number }[]> {
  return ch.query(
    `SELECT trait, value, sum(present) AS customers FROM customer_traits
    WHERE workspace_id = {workspace_id:UUID} AND trait IN (
      SELECT trait FROM customer_traits WHERE workspace_id = {workspace_id:UUID} GROUP BY trait HAVING trait = 'tag' OR uniq(value) <= 1000)
    GROUP BY trait, value HAVING customers > 0 ORDER BY customers DESC, value LIMIT 100 BY trait`,
  )
}

export async function listSources(ch: WorkspaceClickhouse): Promise<string[]> {
  const rows = await ch.query<{ source: string }>(
    'SELECT DISTINCT source FROM active_days WHERE workspace_id = {workspace_id:UUID} ORDER BY source',
  )
  return rows.map(({ source }) => source)
}
