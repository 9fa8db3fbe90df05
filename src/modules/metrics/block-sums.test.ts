import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, customersPerBlock, rebuildAnalytics, startProjector } from '#modules/events'
import type { Clickhouse, Params } from '#platform/clickhouse'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { portionsOf } from './block-sums.ts'
import { readCohorts } from './read-cohorts.ts'
import { readLifecycle } from './read-lifecycle.ts'
import { readRetention } from './read-retention.ts'
import { readRfm } from './read-rfm.ts'
import { readSales } from './read-sales.ts'
import { readValue } from './read-value.ts'
import type { MetricsDeps, MetricsQueryInput } from './scope.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const people = 8
let shop: string
let next = 0
/** The blocks that were counted, by question. */
let counted: unknown[] = []

const reading = (engine: Clickhouse, seen: (sql: string, params?: Params) => boolean): Clickhouse => ({
  ...engine,
  forWorkspace: (id) => {
    const workspace = engine.forWorkspace(id)
    return {
      ...workspace,
      query: async (text, params, options) => (seen(text, params) ? workspace.query(text, params, options) : []),
      command: async (text, params) => {
        seen(text, params)
        await workspace.command(text, params)
      },
    }
  },
})

const keeping = reading(ch, (text, params) => {
  if (text.includes('INSERT INTO block_sums')) counted.push(params?.blocks)
  return true
})
// As in a shop of few customers: no blocks, so everything is counted.
const counting = reading(ch, (text) => !text.includes('FROM customer_blocks'))

const reports: ((deps: MetricsDeps, shop: string, query?: MetricsQueryInput) => Promise<unknown>)[] = [
  readRetention,
  (deps, id) => readCohorts(deps, id, { unit: 'week', window: '24h' }),
  (deps, id) => readSales(deps, id),
  (deps, id) => readSales(deps, id, { source: ['till'] }),
  readLifecycle,
  readRfm,
  readValue,
]

async function expectKeptIsCounted(): Promise<void> {
  const deps = { db, clock, log: silentLog }
  const answers = (engine: Clickhouse) => Promise.all(reports.map((read) => read({ ...deps, ch: engine }, shop)))
  expect(await answers(keeping)).toEqual(await answers(counting))
}

type Told = { who: number; order: number; day: string; event?: string; total?: number; device?: boolean }

const order = ({ who, order: id, day, event = 'Order Completed', total = 10 + who, device }: Told): CanonicalEvent => ({
  messageId: `m${next++}`,
  occurredAt: `${day}T${String(8 + who).padStart(2, '0')}:00:00Z`,
  source: id % 2 === 0 ? 'till' : 'shop',
  body: {
    type: 'track',
    event,
    ...(device ? { anonymousId: `device${who}` } : { userId: `person${who}` }),
    properties: { order_id: `${who}-${id}`, total },
  },
})

async function tell(events: CanonicalEvent[], engine: Clickhouse = ch): Promise<void> {
  await appendEvents(db, clock, shop, events)
  const deps = { db, ch: engine, clock, log: silentLog, project: projectCustomers, ...factReaders }
  const projector = startProjector(deps)
  await projector.settle()
  await projector.stop()
}

// Eight people, each in a block of their own, the last of them a device of which nobody knows yet whose it is.
beforeAll(async () => {
  shop = await newWorkspace(db)
  for (let who = 1; who <= people; who++) {
    const days = ['2025-11-03', '2025-11-10', '2025-12-11', '2026-01-10', `2026-02-1${who}`]
    await tell(days.slice(who % 3).map((day, i) => order({ who, order: i, day, device: who > 7 })))
    await inWorkspace(db, shop, (tx) =>
      sql`update workspaces set next_customer_number = ${who * customersPerBlock + 1}`.execute(tx),
    )
  }
}, 60_000)

test('what is kept of a block is counted anew when somebody in it buys, and of no other', async () => {
  await expectKeptIsCounted()
  counted = []
  await expectKeptIsCounted()
  expect(counted).toEqual([])
  await tell([order({ who: 3, order: 20, day: '2026-02-20' })])
  await readRetention({ db, clock, log: silentLog, ch: keeping }, shop)
  expect(counted).toEqual([[2]])
})

test('kept sums stay right when orders come late, are corrected, cancelled, refunded and joined, and when more is paid than fits beside a cell', async () => {
  await tell([
    order({ who: 4, order: 30, day: '2025-10-05' }),
    order({ who: 5, order: 31, day: '2026-02-25', total: 90_000_000_001 }),
    order({ who: 1, order: 0, day: '2026-02-26', event: 'Order Updated', total: 99 }),
    order({ who: 2, order: 0, day: '2026-02-26', event: 'Order Cancelled' }),
    order({ who: 6, order: 1, day: '2026-02-26', event: 'Order Refunded', total: 4 }),
  ])
  await expectKeptIsCounted()
  const joined = { type: 'identify', userId: 'person1', anonymousId: 'device8', traits: {} } as const
  await tell([{ messageId: `m${next++}`, occurredAt: '2026-02-27T10:00:00Z', source: 'test', body: joined }])
  await expectKeptIsCounted()
})

test('whoever looks while a delivery, a broken one, its repair or a rebuild is under way leaves nothing kept that is wrong', async () => {
  let isBroken = false
  let looks = 0
  const look = async (): Promise<void> => {
    looks += 1
    const deps = { db, clock, log: silentLog, ch: keeping }
    await Promise.all([readLifecycle(deps, shop), readRetention(deps, shop)])
  }
  const seen: Clickhouse = {
    ...ch,
    insert: async (table, rows, options) => {
      if (table === 'customer_rhythms') await look()
      if (table === 'customer_rhythms' && !isBroken) {
        isBroken = true
        throw new Error('The connection is gone')
      }
      await ch.insert(table, rows, options)
    },
    forWorkspace: (id) => ({
      ...ch.forWorkspace(id),
      command: async (text, params) => {
        if (text.includes('INSERT INTO customer_months')) await look()
        await ch.forWorkspace(id).command(text, params)
      },
    }),
  }
  const days = ['2025-12-24', '2025-12-31', '2026-01-03', '2026-01-05']
  await tell(
    days.map((day, i) => order({ who: 6, order: 40 + i, day })),
    seen,
  )
  expect(isBroken).toBe(true)
  await expectKeptIsCounted()
  await tell([order({ who: 6, order: 43, day: '2026-02-28', event: 'Order Cancelled' })], seen)
  await expectKeptIsCounted()
  const before = looks
  await rebuildAnalytics({ db, ch: seen, ...factReaders }, shop)
  expect(looks).toBeGreaterThan(before)
  await expectKeptIsCounted()
})

test('no statement counts more sales than fit into memory, and none is empty', () => {
  const blocks = [9e6, 9e6, 9e6, 30e6, 1, 2].map((version, block) => ({ block, version }))
  expect(portionsOf(blocks).map((portion) => portion.map(({ block }) => block))).toEqual([[0, 1], [2], [3], [4, 5]])
  expect(portionsOf([])).toEqual([])
})
