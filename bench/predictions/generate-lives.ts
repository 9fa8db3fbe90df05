import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'

const block = 50_000
const days = 730

/**
 * Two years of a shop, made inside both engines: customers who begin one day, come at rates of their own (exponential over
 * people), leave one day or do not, and spend sums of their own; about ten purchases a customer. Resolves to the purchases.
 */
export async function generateLives(
  { db, ch }: { db: Db; ch: Clickhouse },
  workspaceId: string,
  customers: number,
): Promise<number> {
  const luck = (...of: string[]): string => `((sipHash64(${of.join(', ')}) % 1000003 + 0.5) / 1000003)`
  const id = (number: string): string =>
    `toUUID(concat('00000000-0000-7000-8000-', lower(leftPad(hex(${number}), 12, '0'))))`
  const reader = ch.forWorkspace(workspaceId)
  for (let from = 0; from < customers; from += block) {
    const rows = Math.min(block, customers - from)
    await reader.command(`INSERT INTO customer_profiles
      SELECT {workspace_id:UUID}, ${id('n')}, ${id('n')}, n, 1, now64(3) - toIntervalDay(${days}), '{}'
      FROM (SELECT toUInt32(number + 1) AS n FROM numbers(${from}, ${rows}))`)
    await reader.command(`INSERT INTO sales
      SELECT {workspace_id:UUID}, if(c % 3 = 0, 'shop', 'till'), day, c, concat(toString(c), '-', toString(k)), 'EUR',
        toDateTime64(day, 3, 'UTC') + toIntervalSecond(28800 + sipHash64(c, k) % 36000), 1,
        toInt64(500 + 4500 * ${luck('c', '5')} + sipHash64(c, k, 8) % 2000), if(sipHash64(c, k, 9) % 40 = 0, 300, 0), 0, 0, 1
      FROM (
        SELECT c, k, today() - ${days} + toUInt16(floor(at)) AS day
        FROM (
          SELECT toUInt32(number + 1) AS c, 700 * ${luck('c', '1')} AS start, 0.045 * -log(${luck('c', '2')}) AS rate,
            least(${days} - start, -log(${luck('c', '3')}) / (0.004 * -log(${luck('c', '4')}))) AS life,
            arrayMap(after -> start + after, arrayFilter(after -> after < life,
              arrayPushFront(arrayCumSum(arrayMap(i -> -log(${luck('c', 'i', '7')}) / rate, range(1, 120))), 0.))) AS ats
          FROM numbers(${from}, ${rows}))
        ARRAY JOIN ats AS at, arrayEnumerate(ats) AS k)`)
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into customers (workspace_id, customer_id, number, name, search_text, first_seen_at, last_seen_at)
      select ${workspaceId}, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n, 'Customer ' || n, 'customer ' || n, now(), now()
      from generate_series(1, ${customers}::int) n`.execute(tx)
    await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, first_visit_on, last_visit_on)
      select ${workspaceId}, customer_id, 1, 1, 1, 1000, current_date - 100, current_date - 10
      from customers where workspace_id = ${workspaceId}`.execute(tx)
    await sql`update workspaces set next_customer_number = ${customers + 1} where workspace_id = ${workspaceId}`.execute(
      tx,
    )
  })
  await sql`analyze customers, customer_measures`.execute(db)
  const [made] = await reader.query<{ n: number }>(
    'SELECT count() AS n FROM sales WHERE workspace_id = {workspace_id:UUID}',
  )
  return Number(made?.n ?? 0)
}
