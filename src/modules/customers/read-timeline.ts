import { sql } from 'kysely'
import { z } from 'zod'
import type { TimelinePage } from '#contract/customers'
import { hiddenMark } from '#modules/events'
import type { Clickhouse } from '#platform/clickhouse'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { customerFamily } from './customer-family.ts'

const place = z.tuple([cursorPart.whole, cursorPart.whole.min(0)])

export type TimelineQuery = {
  event: string[]
  source: string[]
  from?: string | undefined
  until?: string | undefined
  search?: string | undefined
  before?: string | undefined
  limit: number
}

/** A customer's events, newest first, those of people who were joined to them included. `before` is the cursor of the page before. Throws bad_cursor. */
export async function readTimeline(
  deps: { db: Db; ch: Clickhouse },
  workspaceId: string,
  customerId: string,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const { ids, span } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    return { ids: await customerFamily(tx, workspaceId, customerId), span: await readSpan(tx, workspaceId, query) }
  })
  const ch = deps.ch.forWorkspace(workspaceId)
  const search = query.search?.trim() ?? ''
  const filters = [
    shown,
    query.event.length > 0 && 'AND event IN {event:Array(String)}',
    query.source.length > 0 && 'AND source IN {source:Array(String)}',
    span &&
      'AND toUnixTimestamp64Milli(occurred_at) >= {from:Int64} AND toUnixTimestamp64Milli(occurred_at) < {until:Int64}',
    search !== '' && "AND positionCaseInsensitiveUTF8(concat(event, ' ', properties), {search:String}) > 0",
  ]
    .filter(Boolean)
    .join(' ')
  const [time, position] = query.before === undefined ? [] : readCursor(place, query.before)
  const params = {
    ids,
    event: query.event,
    source: query.source,
    search,
    from: span?.from ?? 0,
    until: span?.until ?? 0,
    time: time ?? 0,
    position: position ?? 0,
  }
  const [rows, kinds, sources] = await Promise.all([
    ch.query<{ position: number; at: number; event: string; source: string; properties: string }>(
      `SELECT position, toUnixTimestamp64Milli(occurred_at) AS at, event, source, properties FROM events
      WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} ${filters}
        ${time === undefined ? '' : 'AND (toUnixTimestamp64Milli(occurred_at), position) < ({time:Int64}, {position:UInt64})'}
      ORDER BY occurred_at DESC, position DESC LIMIT ${query.limit}`,
      params,
      { urgent: true },
    ),
    ch.query<{ event: string; count: number }>(
      `SELECT event, count() AS count FROM events
      WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} ${shown} GROUP BY event ORDER BY count DESC, event LIMIT 50`,
      params,
      { urgent: true },
    ),
    ch.query<{ source: string; count: number }>(
      `SELECT source, count() AS count FROM events
      WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} ${shown} GROUP BY source ORDER BY count DESC, source LIMIT 20`,
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
    nextBefore: last && rows.length === query.limit ? writeCursor([last.at, last.position]) : null,
    kinds,
    sources,
  }
}

/** Looked for as text first: reading every event's properties would cost more than showing them. */
const shown = `AND NOT (position(properties, '"${hiddenMark}":true') > 0 AND JSONExtractBool(properties, '${hiddenMark}'))`

/** The instants between which days of the workspace lie, in Unix milliseconds; undefined without any. */
async function readSpan(
  tx: Tx,
  workspaceId: string,
  { from, until }: Pick<TimelineQuery, 'from' | 'until'>,
): Promise<{ from: number; until: number } | undefined> {
  if (from === undefined && until === undefined) return undefined
  const found = await sql<{ zone: string }>`select time_zone as zone from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  const zone = found.rows[0]?.zone ?? 'UTC'
  const begins = (day: Temporal.PlainDate): number => day.toZonedDateTime(zone).epochMilliseconds
  return {
    from: from === undefined ? 0 : begins(Temporal.PlainDate.from(from)),
    until: until === undefined ? Number.MAX_SAFE_INTEGER : begins(Temporal.PlainDate.from(until).add({ days: 1 })),
  }
}
