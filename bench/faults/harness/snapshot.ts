/** Everything the product tells of a shop, with people named by their external id, so that two installations can be compared. */
import { withPostgres } from './watch-postgres.ts'

export type Snapshot = Map<string, string>

const reports = ['retention', 'cohorts', 'survival', 'sales', 'concentration', 'rfm', 'lifecycle', 'value', 'filters']
  .map((name) => `/api/v1/metrics/${name}`)
  .concat(
    '/api/v1/metrics/retention?unit=day',
    '/api/v1/metrics/sales?unit=day',
    '/api/v1/metrics/cohorts?unit=week',
    '/api/v1/today',
  )

export async function takeSnapshot(place: { url: string; dataDir: string }, serverKey: string): Promise<Snapshot> {
  const snapshot: Snapshot = new Map()
  await withPostgres(place.dataDir, async (client) => {
    // A guest has no external id: all that is known of them stands in for it.
    await client.query(`create temporary view people as select c.workspace_id, c.customer_id, coalesce(c.external_id, 'guest ' || i.ids) as external_id
      from customers c join lateral (select string_agg(kind || ' ' || value, ' ' order by kind, value) as ids from customer_identities x
        where x.workspace_id = c.workspace_id and x.customer_id = c.customer_id) i on true where merged_into is null`)
    const note = async (name: string, sql: string): Promise<void> => {
      const found = await client.query<{ key: string; row: unknown }>(sql)
      for (const { key, row } of found.rows) snapshot.set(`${name} ${key}`, JSON.stringify(row))
    }
    await note(
      'customer',
      `select coalesce(external_id, 'nobody ' || search_text || i.ids) as key, jsonb_build_array(name, email, phone,
        external_id, traits, trait_times, tags, first_seen_at, last_seen_at, is_anonymous) as row from customers c
      join lateral (select string_agg(kind || value, ' ' order by kind, value) as ids from customer_identities x
        where x.workspace_id = c.workspace_id and x.customer_id = c.customer_id) i on true where merged_into is null`,
    )
    await note(
      'measures',
      `select external_id as key, to_jsonb(m) - 'customer_id' - 'workspace_id' as row
      from customer_measures m join people using (workspace_id, customer_id)`,
    )
    await note(
      'identity',
      `select kind || ' ' || value as key, to_jsonb(external_id) as row
      from customer_identities join people using (workspace_id, customer_id)`,
    )
    // What a cancelled order had been worth is told by whichever of its events came first; it counts nowhere.
    await note(
      'order',
      `select order_id as key, jsonb_build_array(external_id, state_at, ordered_at, ordered_on, source, cancelled,
        case when cancelled then null else jsonb_build_array(currency, revenue_minor, cost_minor, items) end) as row
      from orders join people using (workspace_id, customer_id)`,
    )
    await note(
      'refund',
      `select refund_id::text as key, jsonb_build_array(order_id, external_id, refunded_at, refunded_on, currency, amount_minor) as row
      from refunds join people using (workspace_id, customer_id)`,
    )
    await note(
      'log',
      `select message_key::text as key, jsonb_build_array(occurred_at, event, body::jsonb) as row from event_log`,
    )
  })
  for (const path of reports) {
    const answer = await fetch(`${place.url}${path}`, { headers: { authorization: `Bearer ${serverKey}` } })
    snapshot.set(`report ${path}`, `${answer.status} ${withoutIds(await answer.text())}`)
  }
  return snapshot
}

// Two installations give the same person different ids and numbers.
function withoutIds(text: string): string {
  return text.replaceAll(/"(customerId|requestId)":"[^"]*"/g, '')
}

export function compareSnapshots(expected: Snapshot, found: Snapshot): string[] {
  const differences: string[] = []
  for (const [key, value] of expected) {
    if (found.get(key) !== value) differences.push(`${key}: ${excerpt(value, found.get(key))}`)
  }
  for (const key of found.keys()) if (!expected.has(key)) differences.push(`${key}: only in the second`)
  return differences
}

function excerpt(a: string, b = 'missing'): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const from = Math.max(0, at - 60)
  return `…${a.slice(from, at + 80)}… against …${b.slice(from, at + 80)}…`
}
