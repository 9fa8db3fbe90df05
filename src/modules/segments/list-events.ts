import type { EventProperties, SegmentEvents } from '#contract/segments'
import type { WorkspaceClickhouse } from '#platform/clickhouse'

const looked = 2000

/** What people of this shop have done, by how many of them. */
export async function listEvents(ch: WorkspaceClickhouse): Promise<SegmentEvents> {
  const events = await ch.query<SegmentEvents['events'][number]>(
    `SELECT event, toUInt32(uniq(customer_id)) AS people, toUInt32(count()) AS count FROM events
    WHERE workspace_id = {workspace_id:UUID} AND event NOT IN ('Identified', 'Segment Entered', 'Segment Left', 'Segment List Changed')
    GROUP BY event ORDER BY people DESC, event LIMIT 200`,
  )
  return { events }
}

/** What some of the events of this name carry, and values that occur; what every event has anew (an order's number) has none. */
export async function listProperties(ch: WorkspaceClickhouse, event: string): Promise<EventProperties> {
  const found = await ch.query<{ path: string; values: string[]; kinds: number; times: number }>(
    `SELECT path, topK(20)(text) AS values, toUInt32(uniq(text)) AS kinds, toUInt32(count()) AS times FROM (
      SELECT pair.1 AS path, if(startsWith(pair.2, '"'), JSONExtractString(pair.2), pair.2) AS text FROM (
        SELECT arrayJoin(arrayConcat(JSONExtractKeysAndValuesRaw(properties),
          arrayFlatten(arrayMap(p -> arrayMap(kv -> (concat('products[*].', kv.1), kv.2), JSONExtractKeysAndValuesRaw(p)),
            JSONExtractArrayRaw(properties, 'products'))))) AS pair
        FROM (SELECT properties FROM events WHERE workspace_id = {workspace_id:UUID} AND event = {event:String} LIMIT ${looked})))
    WHERE text NOT LIKE '[%' AND text NOT LIKE '{%' AND length(text) <= 80 GROUP BY path ORDER BY times DESC, path LIMIT 60`,
    { event },
  )
  return {
    properties: found.map(({ path, values, kinds, times }) => ({
      path,
      values: kinds > times / 2 && kinds > 20 ? [] : values,
    })),
  }
}
