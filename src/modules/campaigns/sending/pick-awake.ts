import { sql } from 'kysely'
import { quietZones } from '#modules/messaging'
import { readTimeZone } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import { readShopZone, zoneSql } from '../local-moments.ts'

const mostZones = 2_000

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
  const told = sql<string>`coalesce(${zoneSql}, '')`
  const found = await sql<{ zone: string }>`select distinct ${told} as zone ${due} limit ${mostZones}`.execute(tx)
  const shopZone = await readShopZone(tx, workspaceId)
  const zones = found.rows.map(({ zone }) => ({ zone, clock: readTimeZone(zone) ?? shopZone }))
  const clocks = [...new Set(zones.map(({ clock }) => clock))]
  const quiet = await quietZones(tx, workspaceId, clocks, now)
  const awake = zones.flatMap(({ zone, clock }) => (quiet.has(clock) ? [] : [zone]))
  if (awake.length === 0) return []
  const { rows } = await sql<{ id: string }>`select p.customer_id as id ${due} and ${told} = any(${awake}::text[])
    order by p.due_at, p.customer_id limit ${room}`.execute(tx)
  return rows.map(({ id }) => id)
}
