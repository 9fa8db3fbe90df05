import { sql } from 'kysely'
import { zoneOf, zoneTraits } from '#modules/customers'
import type { Tx } from '#platform/postgres'

/** The zone of the shop, and in which each of these persons lives: the shop's where none is known of them. */
export async function readZones(
  tx: Tx,
  workspaceId: string,
  personIds: string[],
): Promise<{ shopZone: string; zoneOf: (personId: string) => string }> {
  const found = await sql<{ id: string | null; told: string; shop: string }>`select c.customer_id as id,
      ${zoneTraits} as told, w.time_zone as shop
    from workspaces w left join customers c on c.workspace_id = w.workspace_id and c.customer_id = any(${personIds}::uuid[])
    where w.workspace_id = ${workspaceId}`.execute(tx)
  const shopZone = found.rows[0]?.shop ?? 'UTC'
  const zones = new Map(found.rows.map(({ id, told }) => [id, zoneOf(JSON.parse(told), shopZone)]))
  return { shopZone, zoneOf: (personId) => zones.get(personId) ?? shopZone }
}
