import type { TimelinePage } from '#contract/customers'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'
import { listMerged, resolveCustomer } from './get-customer.ts'

export type TimelineQuery = { event: string[]; source: string[]; before?: string | undefined; limit: number }

/** A customer's events, newest first, those of people who were joined to them included. `before` is the cursor of the page before. */
export async function readTimeline(
  deps: { db: Db; ch: Clickhouse },
  workspaceId: string,
  customerId: string,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const ids = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const id = await resolveCustomer(tx, workspaceId, customerId)
    return [id, ...(await listMerged(tx, workspaceId, id))]
  })
  const ch = deps.ch.forWorkspace(workspaceId)
  const filters = `${query.event.length > 0 ? 'AND event IN {event:Array(String)}' : ''} ${query.source.length > 0 ? 'AND source IN {source:Array(String)}' : ''}`
  const [time, position] = (query.before ?? '').split('_').map(Number)
  const paged = query.before !== undefined && Number.isFinite(time) && Number.isFinite(position)
  const params = {
    ids,
    event: query.event,
    source: query.source,
    time: paged ? time : 0,
    position: paged ? position : 0,
  }
  const [rows, kinds] = await Promise.all([
    ch.query<{ position: number; at: number; event: string; source: string; properties: string }>(
      `SELECT position, toUnixTimestamp64Milli(occurred_at) AS at, event, source, properties FROM events
      WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} ${filters}
        ${paged ? 'AND (toUnixTimestamp64Milli(occurred_at), position) < ({time:Int64}, {position:UInt64})' : ''}
      ORDER BY occurred_at DESC, position DESC LIMIT ${query.limit}`,
      params,
      { urgent: true },
    ),
    ch.query<{ event: string; count: number }>(
      `SELECT event, count() AS count FROM events
      WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} GROUP BY event ORDER BY count DESC, event LIMIT 50`,
      params,
      { urgent: true },
    ),
  ])
  const last = rows.at(-1)
  return {
    events: rows.map((row) => ({
      position: row.position,
      occurredAt: new Date(row.at).toISOString(),
      event: row.event,
      source: row.source,
      properties: JSON.parse(row.properties) as Record<string, unknown>,
    })),
    nextBefore: last && rows.length === query.limit ? `${last.at}_${last.position}` : null,
    kinds,
  }
}
