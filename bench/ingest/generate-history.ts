/** A shop with a past, made inside both engines with the schema as it is: what new events are added to. */
import pg from 'pg'
import { type Clickhouse, createClickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'

const log = ['event_log']
const people = ['orders', 'customers', 'customer_identities', 'customer_measures']
/** Rows that one statement makes. */
const block = 2_000_000

/**
 * So many events of so many customers (`u0`, `u1` …) from two years until twenty days ago, every fifth of them an order. The bodies of
 * the log are short: what they held is not read again, the rows and their keys are what weighs on new ones.
 *
 * @returns bytes on disk in PostgreSQL, indexes included, of all workspaces together
 */
export async function generateHistory(
  { databaseUrl, clickhouseUrl }: { databaseUrl: string; clickhouseUrl: string },
  workspaceId: string,
  { events, customers }: { events: number; customers: number },
): Promise<{ bytes: number }> {
  const ch = createClickhouse(clickhouseUrl, { log: silentLog })
  const sizes = await Promise.all([
    withoutIndexes(databaseUrl, log, (owner) => fillLog(owner, workspaceId, events)),
    withoutIndexes(databaseUrl, people, (owner) => fillPeople(owner, workspaceId, events, customers)),
    fillClickhouse(ch, workspaceId, events, customers).then(() => 0),
  ])
  await ch.close()
  await withOwner(databaseUrl, async (owner) => {
    const id = [workspaceId]
    await owner.query(
      `insert into event_writers (workspace_id, written) select $1, coalesce(max(position), 0) from event_log where workspace_id = $1`,
      id,
    )
    await owner.query(
      `insert into event_offsets (workspace_id, projected) select workspace_id, written from event_writers where workspace_id = $1`,
      id,
    )
    await owner.query('checkpoint')
  })
  return { bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

async function withOwner<T>(databaseUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    await owner.query(`set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
    return await work(owner)
  } finally {
    await owner.end()
  }
}

/** Indexes and keys are built once when the rows are there. Resolves to the bytes on disk. */
async function withoutIndexes(
  databaseUrl: string,
  tables: string[],
  fill: (owner: pg.Client) => Promise<void>,
): Promise<number> {
  return await withOwner(databaseUrl, async (owner) => {
    const indexes = await dropIndexes(owner, tables)
    await fill(owner)
    for (const make of indexes) await owner.query(make)
    for (const table of tables) await owner.query(`vacuum (freeze, analyze) ${table}`)
    const { rows } = await owner.query<{ bytes: string }>(
      'select sum(pg_total_relation_size(name::regclass)) as bytes from unnest($1::text[]) name',
      [tables],
    )
    return Number(rows[0]?.bytes ?? 0)
  })
}

/** What is dropped is told as statements that make it again. */
async function dropIndexes(owner: pg.Client, tables: string[]): Promise<string[]> {
  const keys = await owner.query<{ of: string; name: string; definition: string }>(
    `select conrelid::regclass::text as of, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype in ('p', 'u') and conrelid = any($1::regclass[])`,
    [tables],
  )
  for (const { of, name } of keys.rows) await owner.query(`alter table ${of} drop constraint ${name}`)
  const others = await owner.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = any($1::regclass[])`,
    [tables],
  )
  for (const { name } of others.rows) await owner.query(`drop index ${name}`)
  return [
    ...keys.rows.map(({ of, name, definition }) => `alter table ${of} add constraint ${name} ${definition}`),
    ...others.rows.map(({ definition }) => definition),
  ]
}

const secondsOfPast = 710 * 86_400
/** Of the i-th of all events: whose it is and when it was, as in the statements for ClickHouse below. */
const when = (i: string, events: number) =>
  `(current_date - 730 + (${i})::float8 / ${events} * ${secondsOfPast} * interval '1 second')`

async function inBlocks(events: number, work: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < events; from += block) await work(from, Math.min(from + block, events) - 1)
}

async function fillLog(owner: pg.Client, workspaceId: string, events: number): Promise<void> {
  await inBlocks(events, (from, to) =>
    owner.query(`insert into event_log (workspace_id, message_key, occurred_at, received_at, source, body)
      select '${workspaceId}', gen_random_uuid(), at, at, 'api', '{}'
      from (select ${when('i', events)} as at from generate_series(${from}::bigint, ${to}) i) e`),
  )
}

async function fillPeople(owner: pg.Client, workspaceId: string, events: number, customers: number): Promise<void> {
  const id = `'${workspaceId}'::uuid`
  const customerOf = (i: string) => `md5('${workspaceId}' || ${i})::uuid`
  await owner.query(`insert into customers (workspace_id, customer_id, number, name, external_id, traits, search_text, first_seen_at, last_seen_at)
    select ${id}, ${customerOf('i')}, i + 1, 'Person ' || i, 'u' || i, '{"country": "HU"}', 'person ' || i,
      now() - interval '2 years', now() - interval '21 days' from generate_series(0, ${customers} - 1) i`)
  await owner.query(`insert into customer_identities (workspace_id, kind, value, customer_id)
    select workspace_id, 'external_id', external_id, customer_id from customers where workspace_id = ${id}`)
  await inBlocks(events, (from, to) =>
    owner.query(`insert into orders (workspace_id, order_id, customer_id, state_at, ordered_at, ordered_on, currency, revenue_minor, items, source)
      select ${id}, 'past-' || i, ${customerOf(`(i / 5 * 7919 % ${customers})`)}, at, at, at::date, 'EUR', 640, 2, 'api'
      from (select i, ${when('i', events)} as at from generate_series(${from}::bigint, ${to}, 5) i) o`),
  )
  await owner.query(`insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, average_minor,
      first_order_at, last_order_at, first_visit_on, last_visit_on, recent_visits, yearly_minor)
    select workspace_id, customer_id, count(*), count(distinct ordered_on), count(*), sum(revenue_minor), 640, min(ordered_at), max(ordered_at),
      min(ordered_on), max(ordered_on), (array_agg(distinct ordered_on))[greatest(1, count(distinct ordered_on) - 23):], sum(revenue_minor) / 2
    from orders where workspace_id = ${id} group by workspace_id, customer_id`)
  await owner.query(`update workspaces set next_customer_number = ${customers + 1} where workspace_id = ${id}`)
}

async function fillClickhouse(ch: Clickhouse, workspaceId: string, events: number, customers: number): Promise<void> {
  const at = `toDateTime64(toStartOfDay(now('UTC')) - INTERVAL 730 DAY, 3, 'UTC') + intDiv(number * ${secondsOfPast}, ${events})`
  await inBlocks(events, async (from, to) => {
    const count = to - from + 1
    await ch.command(`INSERT INTO events (workspace_id, customer_id, occurred_at, position, event, source, properties)
      SELECT '${workspaceId}', toUUID(lower(hex(MD5(concat('${workspaceId}', toString(intDiv(number, 5) * 7919 % ${customers})))))), ${at}, number,
        if(number % 5 = 0, 'Order Completed', 'Product Viewed'), 'api', '{"product_id":"p1","price":3.2,"category":"coffee"}'
      FROM numbers(${from}, ${count})`)
    await ch.command(`INSERT INTO sales
      SELECT '${workspaceId}', 'api', toDate(at), c, concat('past-', toString(n)), 'EUR', at, 1, 640, 0, 0, 0, 2
      FROM (SELECT number * 5 AS n, toUInt32(number * 7919 % ${customers} + 1) AS c, ${at.replaceAll('number', '(number * 5)')} AS at
        FROM numbers(${from / 5}, ${Math.ceil(count / 5)}))`)
  })
}
