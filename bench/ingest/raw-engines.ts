/** The same events into bare tables of the same engines, in the same blocks: what the product's work is measured against. */
import pg from 'pg'
import { createClickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'

/** Events a second that PostgreSQL commits into a keyed table, 800 to a statement, one after the other. */
export async function rawPostgres(url: string, events: object[]): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create table raw_events (key uuid primary key default gen_random_uuid(), body json not null)')
  const begin = performance.now()
  for (let i = 0; i < events.length; i += 800) {
    await client.query('insert into raw_events (body) select json_array_elements($1::json)', [
      JSON.stringify(events.slice(i, i + 800)),
    ])
  }
  const seconds = (performance.now() - begin) / 1000
  await client.query('drop table raw_events')
  await client.end()
  return Math.round(events.length / seconds)
}

/** Events a second that ClickHouse takes into a bare table in blocks of 5,000. */
export async function rawClickhouse(url: string, events: object[]): Promise<number> {
  const ch = createClickhouse(url, { log: silentLog })
  await ch.command(
    'CREATE TABLE raw_events (user String, event String, at DateTime64(3), properties String) ENGINE = MergeTree ORDER BY (user, at)',
  )
  const rows = events.map((event) => {
    const e = event as { userId: string; event?: string; timestamp: string; properties?: object }
    return {
      user: e.userId,
      event: e.event ?? '',
      at: e.timestamp.slice(0, 23),
      properties: JSON.stringify(e.properties ?? {}),
    }
  })
  const begin = performance.now()
  for (let i = 0; i < rows.length; i += 5_000)
    await ch.insert('raw_events', rows.slice(i, i + 5_000), { token: `raw-${i}` })
  const seconds = (performance.now() - begin) / 1000
  await ch.command('DROP TABLE raw_events')
  await ch.close()
  return Math.round(rows.length / seconds)
}
