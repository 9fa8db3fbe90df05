import { sql } from 'kysely'
import type { CampaignSchedule } from '#contract/campaigns'
import { readTimeZone } from '#platform/clock'
import type { Tx } from '#platform/postgres'

/** Where somebody lives, as their traits tell. */
export const zoneSql = sql<
  string | null
>`coalesce(c.traits ->> 'timezone', c.traits ->> 'time_zone', c.traits ->> 'timeZone')`

/** The moment of a local time in a zone; of an hour that comes twice the first, of one that is skipped the one after. */
function momentIn(local: string, zone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant()
}

/** The moments of a local time where the people of this workspace live; names that are no zone are left out. */
export async function localMoments(
  tx: Tx,
  workspaceId: string,
  local: string,
): Promise<{ shop: Temporal.Instant; zones: Map<string, Temporal.Instant> }> {
  const shopZone = await readShopZone(tx, workspaceId)
  const found = await sql<{ zone: string }>`select distinct ${zoneSql} as zone from customers c
    where c.workspace_id = ${workspaceId} and ${zoneSql} is not null limit 2000`.execute(tx)
  const zones = new Map<string, Temporal.Instant>()
  for (const { zone } of found.rows) if (readTimeZone(zone) !== undefined) zones.set(zone, momentIn(local, zone))
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
