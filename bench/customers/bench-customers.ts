/** `node bench/customers/bench-customers.ts [--customers=1000000] [--write]`: the customer list by every sort, with filters and searches. */
import { sql } from 'kysely'
import { customerSort, listCustomersQuery } from '#contract/customers'
import { listCustomers } from '#modules/customers'
import { createWorkspace } from '#modules/workspaces'
import { writeCursor } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'
import { generateCustomers } from './generate-customers.ts'

const options = benchOptions({ customers: 1_000_000 })
const most = options.customers
const sizes = [10_000, 100_000, most].filter((size, i, all) => size <= most && all.indexOf(size) === i)
const runs = 5
const target = 200

const filters = ['late', 'came_back', 'one_time', 'regulars', 'no_orders']

/** What is asked of a shop with so many customers; the first few of every shop, the rest of the biggest. */
const questions = (customers: number): Record<string, [string, object][]> => {
  const one = `person${customers - 7}@`
  return {
    all: [
      ['by sales', { sort: 'revenue' }],
      ['search for one person', { search: one }],
      ['search for a common word, by last order', { search: 'person', sort: 'last_order' }],
      ['late regulars by worth', { filter: 'late', sort: 'yearly' }],
      ['one country of five, by sales', { trait: 'country:HU' }],
      ['one city of 300, by sales', { trait: 'city:City 7' }],
    ],
    sorts: customerSort.options.flatMap((sort) =>
      ['asc', 'desc'].map((direction): [string, object] => [`by ${sort}, ${direction}`, { sort, direction }]),
    ),
    filters: filters.flatMap((filter) =>
      [
        ['revenue', 'desc'],
        ['revenue', 'asc'],
        ['orders', 'desc'],
        ['name', 'asc'],
      ].map(([sort, direction]): [string, object] => [
        `${filter}, by ${sort}, ${direction}`,
        { filter, sort, direction },
      ]),
    ),
    searches: [
      ['nobody', { search: 'zzzz' }],
      ['beginning of two letters, nobody', { search: 'zq' }],
      ['beginning of two letters, everybody', { search: 'pe' }],
      ['part of a number, one in ninety', { search: 'u12' }],
      ['two words', { search: 'person 9999' }],
      ['a tag nobody has', { tag: 'vip' }],
      ['one city, by name', { trait: 'city:City 7', sort: 'name', direction: 'asc' }],
      ['one country and late', { trait: 'country:HU', filter: 'late', sort: 'yearly' }],
      ['a common word, one country, regulars', { search: 'person', trait: 'country:HU', filter: 'regulars' }],
      ['one person and late', { search: one, filter: 'late' }],
      ['one city, bought once', { trait: 'city:City 7', filter: 'one_time' }],
    ],
  }
}

await onStand('web', async ({ regulars }) => {
  const { db, clock } = regulars
  const deps = { db, clock, silenceDays: async () => 90 }
  const costs = new Map<string, string[]>()
  const lines: string[] = []
  const took: number[] = []
  for (const customers of sizes) {
    const { workspaceId } = await createWorkspace(db, { name: 'Bench', timeZone: 'UTC', currency: 'EUR', locale: 'en' })
    const { bytes, seconds } = await generateCustomers(regulars.engines.databaseUrl, workspaceId, customers)
    process.stdout.write(`${customers} customers made in ${seconds.toFixed(0)} s\n`)
    const measure = async (query: object): Promise<{ ms: number; processor: string }> => {
      const asked = listCustomersQuery.parse(query)
      await listCustomers(deps, workspaceId, asked)
      const times: number[] = []
      const used = usedSeconds()
      for (let run = 0; run < runs; run++) times.push(await timed(() => listCustomers(deps, workspaceId, asked)))
      return { ms: median(times), processor: (((usedSeconds() - used) * 1000) / runs).toFixed(0) }
    }
    const tell = (what: string, { ms, processor }: { ms: number; processor: string }): void => {
      took.push(ms)
      lines.push(`| ${what} | ${ms.toFixed(0)}${ms > target ? ' (missed)' : ''} | ${processor} |`)
    }
    const cost = (what: string, figure: string): void => void costs.set(what, [...(costs.get(what) ?? []), figure])
    const asked = questions(customers)
    cost('bytes on disk for each, indexes included', (bytes / customers).toFixed(0))
    for (const [what, query] of asked.all ?? []) cost(`${what}, ms`, (await measure(query)).ms.toFixed(0))
    if (customers < most) continue
    const rest = Object.entries(asked).filter(([group]) => group !== 'all')
    for (const [what, query] of rest.flatMap(([group, of]) =>
      of.map(([what, query]): [string, object] => [group === 'filters' ? `filter ${what}` : what, query]),
    )) {
      tell(what, await measure(query))
    }
    const inTransaction = (query: ReturnType<typeof sql>): Promise<unknown> =>
      inWorkspace(db, workspaceId, (tx) => query.execute(tx))
    const raw = async (query: ReturnType<typeof sql>): Promise<string> => {
      const times: number[] = []
      for (let run = 0; run < runs; run++) times.push(await timed(() => inTransaction(query)))
      return median(times).toFixed(1)
    }
    const middle = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ value: number; id: string }>`select revenue_minor as value, customer_id as id from customer_measures
        order by revenue_minor desc, customer_id desc offset ${customers >> 1} limit 1`.execute(tx),
    )
    const cursor = writeCursor({ sort: 'revenue', ...middle.rows[0], rest: false })
    tell('a page from the middle of the list, by sales', await measure({ sort: 'revenue', cursor }))
    const measured = sql`select * from customer_measures where workspace_id = ${workspaceId} order by revenue_minor desc limit 50`
    lines.push(`| raw PostgreSQL: 50 rows of the measures by sales, no profile, no count | ${await raw(measured)} | |`)
    const counted = sql`select count(*) from (select from customers where workspace_id = ${workspaceId} and search_text like '%zq%' limit 10001) n`
    lines.push(`| raw PostgreSQL: the text of a search asked of every customer | ${await raw(counted)} | |`)
  }
  tellSection(options, 'customers', [
    '## Customer list',
    '',
    `A page of 50 with its count, median of ${runs} warm runs, for every sort, usual filters and searches.`,
    `Every other customer bought once, one in five is a regular, one in twenty never bought. Processor is what the program and PostgreSQL spend on one page, whatever else runs.`,
    '',
    '| what | measured | target |',
    '| --- | ---: | ---: |',
    `| dearest of ${took.length} questions to ${most.toLocaleString('en')} customers, ms | ${Math.max(...took).toFixed(0)} | ≤ ${target} |`,
    '',
    `| customers | ${sizes.map((size) => size.toLocaleString('en')).join(' | ')} |`,
    `| --- |${sizes.map(() => ' ---: |').join('')}`,
    ...[...costs].map(([what, figures]) => `| ${what} | ${figures.join(' | ')} |`),
    '',
    `| of ${most.toLocaleString('en')} | ms | processor, ms |`,
    '| --- | ---: | ---: |',
    ...lines,
  ])
})
