/** So many customers with their measures in one workspace, made inside PostgreSQL with the schema as it is. */
import pg from 'pg'

const tables = ['customers', 'customer_measures']

const profiles = `insert into customers (workspace_id, customer_id, number, name, email, external_id, traits, search_text, first_seen_at, last_seen_at)
  select $1::uuid, uuidv7(), i, 'Person ' || i, 'person' || i || '@example.com', 'u' || i,
    jsonb_build_object('country', (array['HU','PL','GB','IR','RU'])[1 + i % 5], 'city', 'City ' || i % 300),
    'person ' || i || E'\\nperson' || i || '@example.com' || E'\\nu' || i, now() - interval '2 years', now()
  from generate_series(1, $2::int) i`

// As shops are: every other customer came once, one in five is a regular, one in twenty never bought.
const measures = `insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, average_minor, first_order_at,
    last_order_at, first_visit_on, last_visit_on, usual_gap_days, late_from, yearly_minor, came_back_on)
  select $1::uuid, customer_id, o, v, o, o * price, case when o > 0 then price else 0 end,
    case when v > 0 then date_trunc('second', now()) - (seen + v * 9) * interval '1 day' end,
    case when v > 0 then date_trunc('second', now()) - seen * interval '1 day' - number % 86400 * interval '1 second' end,
    case when v > 0 then current_date - seen - v * 9 end, case when v > 0 then current_date - seen end,
    case when v > 3 then gap end, case when v > 3 then current_date - seen + gap * 2 end,
    case when v > 1 then o * price / 2 else 0 end, case when v > 4 and h % 17 = 0 then current_date - seen end
  from (select *, v + case when v > 0 and h % 13 = 0 then 1 else 0 end as o, 500 + (h / 7) % 9500 as price,
      (h / 11) % 730 as seen, 3 + (h / 5) % 60 as gap
    from (select *, case when h % 100 < 5 then 0 when h % 100 < 55 then 1 when h % 100 < 80 then 2 + h % 2
        else 4 + (h / 3) % 36 end as v
      from (select customer_id, number, hashint4(number) & 2147483647 as h from customers where workspace_id = $1::uuid) a) b) c`

/** Bytes on disk that the workspace's customers added, and the seconds it took. Indexes are made after a big generation. */
export async function generateCustomers(
  url: string,
  workspaceId: string,
  customers: number,
): Promise<{ bytes: number; seconds: number }> {
  const begin = performance.now()
  const clients = [0, 1].map(() => new pg.Client({ connectionString: url }))
  await Promise.all(clients.map((client) => client.connect()))
  const [owner, second] = clients as [pg.Client, pg.Client]
  try {
    for (const client of clients) {
      await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'`)
      await client.query(`select set_config('app.workspace_id', $1, false)`, [workspaceId])
    }
    const before = await sizeOf(owner)
    const indexes = customers < 500_000 ? [] : await dropIndexes(owner)
    await owner.query(profiles, [workspaceId, customers])
    await owner.query(measures, [workspaceId])
    const make = async (client: pg.Client): Promise<void> => {
      for (let next = indexes.pop(); next !== undefined; next = indexes.pop()) await client.query(next)
    }
    await Promise.all([make(owner), make(second)])
    await owner.query('update workspaces set next_customer_number = $2 where workspace_id = $1', [
      workspaceId,
      customers + 1,
    ])
    const bytes = (await sizeOf(owner)) - before
    await owner.query(`vacuum analyze ${tables.join(', ')}`)
    return { bytes, seconds: (performance.now() - begin) / 1000 }
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

async function sizeOf(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ bytes: string }>(
    'select sum(pg_total_relation_size(name::regclass)) as bytes from unnest($1::text[]) name',
    [tables],
  )
  return Number(rows[0]?.bytes ?? 0)
}

async function dropIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any($1::regclass[]) and not i.indisunique`,
    [tables],
  )
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  return rows.map((row) => row.definition)
}
