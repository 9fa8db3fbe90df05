/** `node bench/customers/bench-customers.ts [--customers 1000000]`: the customer list by every sort, with filters and searches. */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { customerSort, listCustomersQuery } from '#contract/customers'
import { listCustomers } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { median, onStand, timed, writeSection } from '../harness/stand.ts'

const { values } = parseArgs({ options: { customers: { type: 'string', default: '1000000' } } })
const customers = Number(values.customers)
const runs = 5

await onStand('web', async ({ regulars, workspaceId }) => {
  const { db, clock } = regulars
  const deps = { db, clock, silenceDays: async () => 90 }
  // Generated in the engine; in blocks, so that each is an ordinary transaction.
  for (let from = 0; from < customers; from += 100_000) {
    await inWorkspace(db, workspaceId, async (tx) => {
      await sql`insert into customers (workspace_id, customer_id, number, name, email, external_id, traits, search_text, first_seen_at, last_seen_at)
        select ${workspaceId}, gen_random_uuid(), i, 'Person ' || i, 'person' || i || '@example.com', 'u' || i,
          jsonb_build_object('country', (array['HU','PL','GB','IR','RU'])[1 + i % 5], 'city', 'City ' || i % 300),
          'person ' || i || E'\nperson' || i || '@example.com' || E'\nu' || i, now() - interval '2 years', now()
        from generate_series(${from + 1}::int, ${Math.min(from + 100_000, customers)}::int) i`.execute(tx)
      await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, average_minor, first_order_at,
          last_order_at, first_visit_on, last_visit_on, recent_visits, usual_gap_days, late_from, yearly_minor, came_back_on)
        select workspace_id, customer_id, 1 + number % 40, 1 + number % 40, 1 + number % 40, (number::bigint * 7919) % 900000, (number * 31) % 9000,
          now() - interval '2 years' + (number % 500) * interval '1 day', now() - (number % 400) * interval '1 day',
          current_date - 700, current_date - number % 400, '{}', case when number % 40 > 3 then 3 + number % 60 end,
          case when number % 40 > 3 then current_date - number % 400 + 4 + number % 90 end, (number::bigint * 104729) % 500000,
          case when number % 50 = 0 then current_date - number % 60 end
        from customers where workspace_id = ${workspaceId} and number > ${from} and number <= ${from + 100_000}`.execute(
        tx,
      )
      await sql`update workspaces set next_customer_number = ${from + 100_001} where workspace_id = ${workspaceId}`.execute(
        tx,
      )
    })
  }
  // What PostgreSQL does by itself within a minute of so many rows.
  const owner = new pg.Client({ connectionString: regulars.engines.databaseUrl })
  await owner.connect()
  await owner.query('analyze customers, customer_measures')
  await owner.end()
  const measure = async (query: object): Promise<number> => {
    const asked = listCustomersQuery.parse(query)
    await listCustomers(deps, workspaceId, asked)
    const times: number[] = []
    for (let run = 0; run < runs; run++) times.push(await timed(() => listCustomers(deps, workspaceId, asked)))
    return median(times)
  }
  const rows: [string, number][] = []
  for (const sort of customerSort.options) {
    for (const direction of ['asc', 'desc']) rows.push([`by ${sort}, ${direction}`, await measure({ sort, direction })])
  }
  rows.push(['search for one person', await measure({ search: `person${customers - 7}@` })])
  rows.push(['search for a common word', await measure({ search: 'person', sort: 'last_order' })])
  rows.push(['late regulars by worth', await measure({ filter: 'late', sort: 'yearly' })])
  rows.push(['one country of five, by sales', await measure({ trait: 'country:HU' })])
  rows.push(['one city of 300, by sales', await measure({ trait: 'city:City 7' })])
  const raw = await inWorkspace(db, workspaceId, async (tx) => {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      times.push(
        await timed(() =>
          sql`select * from customer_measures where workspace_id = ${workspaceId} order by revenue_minor desc limit 50`.execute(
            tx,
          ),
        ),
      )
    }
    return median(times)
  })
  writeSection('customers', [
    '## Customer list',
    '',
    `${customers.toLocaleString('en')} customers, a page of 50 with its count, median of ${runs} warm runs; target ≤ 200 ms for any sort.`,
    '',
    '| what | ms |',
    '| --- | --- |',
    ...rows.map(([what, ms]) => `| ${what} | ${ms.toFixed(0)} |`),
    `| raw PostgreSQL: 50 rows of the measures by sales, no profile, no count | ${raw.toFixed(1)} |`,
  ])
})
