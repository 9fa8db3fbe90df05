import { sql } from 'kysely'
import type { CampaignSchedule } from '#contract/campaigns'
import { zoneOf, zoneTraits } from '#modules/customers'
import type { Tx } from '#platform/postgres'

/** Written in more ways, the rest are taken for people of the shop's zone. */
export const mostZones = 2_000

/** The moment of a local time in a zone; of an hour that comes twice the first, of one that is skipped the one after. */
function momentIn(local: string, zone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant()
}

/** The moments of a local time where the people of this workspace live, by what their traits tell of it. */
export async function localMoments(
  tx: Tx,
  workspaceId: string,
  local: string,
): Promise<{ shop: Temporal.Instant; zones: Map<string, Temporal.Instant> }> {
  const shopZone = await readShopZone(tx, workspaceId)
  const found = await sql<{ told: string }>`select distinct ${zoneTraits} as told from customers c
    where c.workspace_id = ${workspaceId} limit ${mostZones}`.execute(tx)
  const zones = new Map(found.rows.map(({ told }) => [told, momentIn(local, zoneOf(JSON.parse(told), shopZone))]))
  return { shop: momentIn(local, shopZone), zones }
}

export async function readShopZone(tx: Tx, workspaceId: string): Promise<string> {
  const found = await sql<{
    zone: string
  }>`select time_zone as zone from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0]?.zone ?? 'UTC'
}

/** When a campaign begins: with the first person whose time comes. Undefined: at once. */
export async function startOf(
  tx: Tx,
  workspaceId: string,
  schedule: CampaignSchedule,
): Promise<Temporal.Instant | undefined> {
  if (schedule.kind === 'now') return undefined
  const { shop, zones } = await localMoments(tx, workspaceId, schedule.at)
  if (schedule.kind === 'at') return shop
  return [...zones.values()].reduce((first, at) => (Temporal.Instant.compare(at, first) < 0 ? at : first), shop)
}
