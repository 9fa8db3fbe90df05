/** Whether ClickHouse tells the same as PostgreSQL, table by table, for one workspace. */
import type pg from 'pg'
import { factReaders } from '#modules/customers'
import type { SaleFact } from '#modules/events'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'

/** One line for each thing that differs; empty when both agree. */
export type Differences = string[]

type Row = Record<string, string | number>

export async function compareEngines(
  { client, db, ch }: { client: pg.Client; db: Db; ch: Clickhouse },
  workspaceId: string,
): Promise<Differences> {
  const differences: Differences = []
  const ask = async (sql: string): Promise<Row[]> => await ch.forWorkspace(workspaceId).query<Row>(sql)
  const compare = (name: string, expected: Map<string, string>, rows: Row[]): void => {
    const found = new Map(rows.map((row) => Object.values(row)).map((v) => [String(v[0]), v.slice(1).join(' ')]))
    let wrong = 0
    const note = (key: string): void => {
      if (++wrong <= 3)
        differences.push(`${name} ${key}: PostgreSQL ${expected.get(key)}, ClickHouse ${found.get(key)}`)
    }
    for (const [key, value] of expected) if (found.get(key) !== value) note(key)
    for (const key of found.keys()) if (!expected.has(key)) note(key)
    if (wrong > 3) differences.push(`${name}: ${wrong} differ`)
  }

  const days = await client.query<{ day: string; count: string }>(
    `select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as count from event_log
     where workspace_id = $1 group by 1`,
    [workspaceId],
  )
  compare(
    'events per day',
    new Map(days.rows.map((row) => [row.day, `${row.count} ${row.count}`])),
    await ask(`SELECT toString(toDate(occurred_at)) AS day, count() AS n, uniqExact(position) AS distinct FROM events
      WHERE workspace_id = {workspace_id:UUID} GROUP BY day`),
  )

  const facts = await inWorkspace(db, workspaceId, async (tx) => {
    const all: SaleFact[] = []
    for await (const page of factReaders.readSaleFacts(tx, workspaceId)) all.push(...page)
    return all
  })
  const sums = 'sum(t.orders), sum(t.revenue), sum(t.refunded), sum(t.cost), sum(t.costed_revenue), sum(t.items)'
  const some = 'HAVING sum(t.orders) != 0 OR sum(t.revenue) != 0 OR sum(t.refunded) != 0'
  const where = 'WHERE workspace_id = {workspace_id:UUID}'
  compare(
    'sales per day',
    sumBy(facts, (f) => `${f.day}/${f.source}/${f.currency}`),
    await ask(
      `SELECT concat(toString(day), '/', source, '/', currency) AS k, ${sums} FROM sales AS t ${where} GROUP BY k ${some}`,
    ),
  )
  compare(
    'customer_months',
    sumBy(facts, (f) => `${f.customer}/${f.day.slice(0, 7)}/${f.source}/${f.currency}`),
    await ask(`SELECT concat(toString(customer), '/', formatDateTime(month, '%Y-%m'), '/', source, '/', currency) AS k, ${sums}
      FROM customer_months AS t ${where} GROUP BY k ${some}`),
  )
  compare(
    'customer_totals',
    sumBy(facts, (f) => `${f.customer}/${f.source}/${f.currency}`),
    await ask(
      `SELECT concat(toString(customer), '/', source, '/', currency) AS k, ${sums} FROM customer_totals AS t ${where} GROUP BY k ${some}`,
    ),
  )
  const bought = facts.filter((fact) => fact.orders > 0)
  compare(
    'customer_totals first and last day',
    extremes(
      bought,
      (f) => `${f.customer}/${f.source}/${f.currency}`,
      (f) => f.day,
    ),
    await ask(`SELECT concat(toString(customer), '/', source, '/', currency) AS k, toString(min(first_day)), toString(max(last_day))
      FROM customer_totals AS t ${where} GROUP BY k HAVING sum(t.orders) > 0`),
  )
  compare(
    'customer_days first and last hour',
    extremes(
      bought,
      (f) => `${f.customer}/${f.day}/${f.source}/${f.currency}`,
      (f) => f.ordered_at,
    ),
    await ask(`SELECT concat(toString(customer), '/', toString(day), '/', source, '/', currency) AS k, toString(min(first_at)), toString(max(last_at))
      FROM customer_days AS t ${where} GROUP BY k HAVING sum(t.orders) > 0`),
  )
  const perDay = new Map<string, { orders: number; revenue: number }>()
  for (const f of bought) {
    const key = `${f.customer}/${f.day}/${f.source}/${f.currency}`
    const sum = perDay.get(key) ?? { orders: 0, revenue: 0 }
    perDay.set(key, { orders: sum.orders + f.orders, revenue: sum.revenue + f.revenue })
  }
  compare(
    'customer_days',
    new Map([...perDay].map(([key, sum]) => [key, `${sum.orders} ${sum.revenue}`])),
    await ask(`SELECT concat(toString(customer), '/', toString(day), '/', source, '/', currency) AS k, sum(t.orders), sum(t.revenue)
      FROM customer_days AS t ${where} GROUP BY k HAVING sum(t.orders) != 0 OR sum(t.revenue) != 0`),
  )
  const active = new Map<string, Set<number>>()
  for (const f of bought) {
    const key = `${f.day}/${f.source}`
    active.set(key, (active.get(key) ?? new Set()).add(f.customer))
  }
  compare(
    'active_days',
    new Map([...active].map(([key, who]) => [key, [...who].sort((a, b) => a - b).join(',')])),
    await ask(`SELECT concat(toString(day), '/', source) AS k, arrayStringConcat(arraySort(bitmapToArray(groupBitmapMergeState(customers))), ',') AS who
      FROM active_days ${where} GROUP BY k HAVING who != ''`),
  )
  const traits = await inWorkspace(db, workspaceId, async (tx) => {
    const all = new Map<string, string>()
    for await (const page of factReaders.readTraitFacts(tx, workspaceId))
      for (const t of page) all.set(`${t.customer}/${t.trait}/${t.value}`, '1')
    return all
  })
  compare(
    'customer_traits',
    traits,
    await ask(`SELECT concat(toString(customer), '/', trait, '/', value) AS k, sum(t.present) FROM customer_traits AS t ${where}
      GROUP BY k HAVING sum(t.present) != 0`),
  )
  return differences
}

function sumBy(facts: SaleFact[], key: (fact: SaleFact) => string): Map<string, string> {
  const sums = new Map<string, number[]>()
  for (const f of facts) {
    const sum = sums.get(key(f)) ?? [0, 0, 0, 0, 0, 0]
    const add = [f.orders, f.revenue, f.refunded, f.cost, f.costed_revenue, f.items]
    sums.set(
      key(f),
      sum.map((value, i) => value + (add[i] ?? 0)),
    )
  }
  return new Map([...sums].filter(([, s]) => s[0] !== 0 || s[1] !== 0 || s[2] !== 0).map(([k, s]) => [k, s.join(' ')]))
}

function extremes(
  facts: SaleFact[],
  key: (fact: SaleFact) => string,
  value: (fact: SaleFact) => string,
): Map<string, string> {
  const found = new Map<string, [string, string]>()
  for (const f of facts) {
    const all = [...(found.get(key(f)) ?? []), value(f)].sort()
    found.set(key(f), [all[0] ?? '', all.at(-1) ?? ''])
  }
  return new Map([...found].map(([k, pair]) => [k, pair.join(' ')]))
}
