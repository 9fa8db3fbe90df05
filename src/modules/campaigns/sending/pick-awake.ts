import { sql } from 'kysely'
import { zoneOf, zoneTraits } from '#modules/customers'
import { quietZones } from '#modules/messaging'
import type { Tx } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import { mostZones, readShopZone } from '../local-moments.ts'

/** Whose time has come and who lives where it is neither night nor a holiday at this moment, at most `room` of them. */
export async function pickAwake(
  tx: Tx,
  workspaceId: string,
  { campaignId }: StoredCampaign,
  state: 'waiting' | 'reserve',
  now: Temporal.Instant,
  room: number,
): Promise<string[]> {
  const due = sql`from campaign_people p join customers c using (workspace_id, customer_id)
    where p.workspace_id = ${workspaceId} and p.campaign_id = ${campaignId} and p.state = ${state} and p.due_at <= ${now.toString()}`
  const found = await sql<{ told: string }>`select distinct ${zoneTraits} as told ${due} limit ${mostZones}`.execute(tx)
  const shopZone = await readShopZone(tx, workspaceId)
  const homes = found.rows.map(({ told }) => ({ told, zone: zoneOf(JSON.parse(told), shopZone) }))
  const quiet = await quietZones(tx, workspaceId, [...new Set(homes.map(({ zone }) => zone))], now)
  const awake = homes.flatMap(({ told, zone }) => (quiet.has(zone) ? [] : [told]))
  if (awake.length === 0) return []
  const { rows } = await sql<{ id: string }>`select p.customer_id as id ${due} and ${zoneTraits} = any(${awake}::text[])
    order by p.due_at, p.customer_id limit ${room}`.execute(tx)
  return rows.map(({ id }) => id)
}
