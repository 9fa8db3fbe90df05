import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { PredictionReport } from '#contract/predictions'
import { readScores } from '#modules/customers'
import { announceJob } from '#modules/jobs'
import { dayIn, systemClock } from '#platform/clock'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { type PredictionDeps, runPredictions } from './index.ts'
import { listAtRisk } from './list-at-risk.ts'
import { openAtRisk } from './open-at-risk.ts'
import { loadShop } from './testing/load-shop.ts'
import { readOnlineRetail, type Sale } from './testing/online-retail.ts'

const { db } = await testDb()
const ch = testClickhouse()
// ClickHouse forgets what is older than a year by its own clock.
const clock = systemClock
const deps: PredictionDeps = { db, ch, clock, log: silentLog, onWritten: () => {} }
const first = Date.UTC(2011, 0, 1) / 86_400_000

async function shopOf(sales: Sale[]): Promise<{ workspaceId: string; ids: Map<number, string> }> {
  const workspaceId = await newWorkspace(db)
  return { workspaceId, ids: await loadShop({ db, ch }, workspaceId, sales) }
}

const everyNumber = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(everyNumber)
      : []

let workspaceId: string
let ids: Map<number, string>
let report: PredictionReport

beforeAll(async () => {
  ;({ workspaceId, ids } = await shopOf(await readOnlineRetail()))
  report = await runPredictions(deps, workspaceId, newId())
})

test('a real shop is learnt, tested on its own past, and everybody is scored', async () => {
  expect(report.status).toBe('ready')
  expect(report.customers).toBe(4338)
  expect(report.candidates.filter(({ state }) => state === 'used')).toHaveLength(1)
  for (const { auc } of report.candidates.filter(({ state }) => state === 'used' || state === 'loses'))
    expect(auc).toBeGreaterThan(0.7)
  expect(report.leaving).toBe('begins_midway')
  const [low, , high] = report.test?.bands ?? []
  const share = (band: typeof low) => (band ? band.stayedAway / Math.max(1, band.customers) : 0)
  expect(share(low)).toBeLessThan(share(high) || 1)
  const scored = report.bands.reduce((sum, { customers }) => sum + customers, report.gone?.customers ?? 0)
  expect(scored).toBe(4338)
  expect(everyNumber(report).every(Number.isFinite)).toBe(true)
  const rows = await inWorkspace(db, workspaceId, (tx) => readScores(tx, workspaceId, [...ids.values()]))
  expect(rows.size).toBe(4338)
})

test('reasons add up to the score, and the interval holds what is foretold', async () => {
  const scores = await inWorkspace(db, workspaceId, (tx) => readScores(tx, workspaceId, [...ids.values()]))
  for (const score of scores.values()) {
    const told = score.reasons.reduce((sum, { weight }) => sum + weight, score.baseRisk + score.restWeight)
    expect(told).toBeCloseTo(score.risk, 2)
    expect(score.reasons.length).toBeLessThanOrEqual(3)
    expect(score.risk).toBeGreaterThanOrEqual(0)
    expect(score.risk).toBeLessThanOrEqual(1)
    expect(score.clv.lowMinor).toBeLessThanOrEqual(score.clv.minor)
    expect(score.clv.minor).toBeLessThanOrEqual(score.clv.highMinor)
    if (score.isGone) expect(score.atStakeMinor).toBe(0)
    expect(everyNumber(score).every(Number.isFinite)).toBe(true)
  }
})

test('foretold orders are no worse than repeating what was', () => {
  const value = report.value?.test
  expect(value?.error).toBeLessThanOrEqual(value?.errorOfRepeating ?? 0)
})

test('ClickHouse holds the week, for segments', async () => {
  const rows = await ch
    .forWorkspace(workspaceId)
    .query<{ week: string; n: number }>(
      'SELECT week, count() AS n FROM customer_scores FINAL WHERE workspace_id = {workspace_id:UUID} GROUP BY week',
    )
  const today = Temporal.PlainDate.from(dayIn(clock.now(), 'UTC'))
  expect(rows).toEqual([{ week: today.subtract({ days: today.dayOfWeek - 1 }).toString(), n: 4338 }])
  // Who is gone is in no band of risk: a segment counts those that the list of predictions shows.
  const bands = await ch
    .forWorkspace(workspaceId)
    .query<{ band: string; n: number }>(
      'SELECT band, count() AS n FROM customer_scores FINAL WHERE workspace_id = {workspace_id:UUID} GROUP BY band',
    )
  const known = [...report.bands, { band: 'gone', customers: report.gone?.customers ?? 0 }]
  for (const { band, n } of bands) expect(n).toBe(known.find((one) => one.band === band)?.customers)
  const intervals = await ch.forWorkspace(workspaceId).query<{ held: number }>(
    `SELECT count() AS held FROM customer_scores FINAL WHERE workspace_id = {workspace_id:UUID}
        AND clv_minor BETWEEN clv_low_minor AND clv_high_minor AND clv_high_minor > 0`,
  )
  expect(intervals[0]?.held).toBeGreaterThan(4000)
})

/** Weekly guests; some stop after a while. */
function weekly(customers: number, days: number): Sale[] {
  return Array.from({ length: customers }, (_, i) => {
    const gap = 5 + (i % 9)
    const until = i % 4 === 0 ? days / 2 : days
    return Array.from({ length: Math.floor((until - (i % 7)) / gap) }, (_, k) => ({
      customer: i + 1,
      day: first + (i % 7) + k * gap + ((i * k) % 3),
      hour: 8 + (i % 5),
      minor: 500 + 10 * i,
    }))
  }).flat()
}

test('who becomes a risk is told as an event, but not by the first run', async () => {
  const own = fakeClock('2011-09-01T12:00:00Z')
  const shop = await shopOf(weekly(200, 240))
  const events = () =>
    inWorkspace(db, shop.workspaceId, async (tx) => {
      const { rows } = await sql<{ body: { event: string; properties: Record<string, unknown> } }>`
        select body from event_log where workspace_id = ${shop.workspaceId}`.execute(tx)
      return rows.map(({ body }) => body)
    })
  await runPredictions({ ...deps, clock: own }, shop.workspaceId, newId())
  expect(await events()).toEqual([])
  const [joined = '', into = ''] = shop.ids.values()
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`update customers set merged_into = ${into} where workspace_id = ${shop.workspaceId} and customer_id = ${joined}`.execute(
      tx,
    ),
  )
  own.advance({ hours: 24 * 16 })
  const later = await runPredictions({ ...deps, clock: own }, shop.workspaceId, newId())
  expect(later.changed.up).toBeGreaterThan(0)
  const told = await events()
  expect(told).toHaveLength(later.changed.up + later.changed.down)
  expect(told[0]).toMatchObject({
    event: 'Risk Changed',
    properties: {
      from: expect.any(String),
      to: expect.any(String),
      risk: expect.any(Number),
      risk_before: expect.any(Number),
      clv_minor_before: expect.any(Number),
    },
  })
  const scores = await inWorkspace(db, shop.workspaceId, (tx) =>
    readScores(tx, shop.workspaceId, [...shop.ids.values()]),
  )
  // Who was joined to somebody meanwhile has no score of their own any more.
  expect([scores.has(joined), scores.has(into)]).toEqual([false, true])
  const before = [...scores.values()].flatMap(({ weekAgo }) => weekAgo ?? [])
  expect(before.filter(({ on }) => on === '2011-09-01').length).toBeGreaterThan(0)
  expect(before.every(({ alive, clvMinor }) => alive !== null && clvMinor !== null)).toBe(true)
  expect(before.some(({ nextOn }) => nextOn !== null)).toBe(true)
})

test('buyers among hundreds of thousands of visitors are all learnt from', async () => {
  // Visitors have numbers too: of 450,000 these are the ones who have bought.
  const shop = await shopOf(weekly(90, 200).map((sale) => ({ ...sale, customer: 5_000 * sale.customer })))
  const told = await runPredictions(deps, shop.workspaceId, newId())
  expect(told).toMatchObject({ customers: 90, learntFrom: 90 })
})

test('where everybody leaves the same share, the map of margins and its lists name the same customers', async () => {
  const sales = weekly(90, 200).map((sale) => ({ ...sale, cost: Math.round(0.7 * sale.minor) }))
  const shop = await newWorkspace(db)
  await loadShop({ db, ch }, shop, sales)
  const told = await runPredictions(deps, shop, newId())
  for (const margin of ['above', 'below'] as const) {
    const query = { who: 'all', sort: 'risk', direction: 'desc', margin, limit: 200, format: 'json' } as const
    const cells = told.worth?.cells.filter((cell) => cell.margin === margin) ?? []
    const { customers } = await listAtRisk(deps, shop, query)
    expect(customers).toHaveLength(cells.reduce((sum, cell) => sum + cell.customers, 0))
  }
})

test('of whoever was erased nothing is foretold: the sums are of those whom the lists name', async () => {
  const shop = await shopOf(weekly(90, 200))
  const gone = [...shop.ids.values()].slice(0, 7)
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`update customers set merged_into = customer_id, erased_at = now()
      where workspace_id = ${shop.workspaceId} and customer_id = any(${gone}::uuid[])`.execute(tx),
  )
  const told = await runPredictions(deps, shop.workspaceId, newId())
  const query = { who: 'all', sort: 'risk', direction: 'desc', limit: 200, format: 'json' } as const
  const { customers } = await listAtRisk(deps, shop.workspaceId, query)
  expect([told.customers, customers.length]).toEqual([83, 83])
})

test('a run that is done again, as after a crash, leaves the scores of its last time in both engines', async () => {
  const own = fakeClock(systemClock.now().toString())
  const shop = await shopOf(weekly(60, 200))
  const versionId = newId()
  const newest = async () => {
    const [row] = await ch.forWorkspace(shop.workspaceId).query<{ week: string; customers: number }>(
      `SELECT toString(week) AS week, toUInt32(uniqExact(customer)) AS customers FROM customer_scores
      WHERE workspace_id = {workspace_id:UUID} GROUP BY week ORDER BY week DESC LIMIT 1`,
    )
    return row
  }
  await runPredictions({ ...deps, clock: own }, shop.workspaceId, versionId)
  const before = await newest()
  own.advance({ hours: 24 * 7 })
  await runPredictions({ ...deps, clock: own }, shop.workspaceId, versionId)
  const after = await newest()
  expect(after).toEqual({
    week: Temporal.PlainDate.from(before?.week ?? '')
      .add({ days: 7 })
      .toString(),
    customers: 60,
  })
})

test('a list that goes out while the next run writes tells of everybody what one run foretold', async () => {
  const shop = await shopOf(weekly(250, 200))
  await runPredictions(deps, shop.workspaceId, newId())
  const risks = async () => {
    const { rows } = await inWorkspace(db, shop.workspaceId, (tx) =>
      sql<{ id: string; risk: number }>`select customer_id as id, risk from customer_scores
        where workspace_id = ${shop.workspaceId}`.execute(tx),
    )
    return new Map(rows.map(({ id, risk }) => [id, risk]))
  }
  const before = await risks()
  const query = { who: 'all', sort: 'risk', direction: 'desc', limit: 50, format: 'csv' } as const
  const { customers } = await openAtRisk(deps, shop.workspaceId, query)
  const told = new Map<string, number>()
  const next = newId()
  for await (const { customerId, risk } of customers) {
    if (told.size === 0)
      await inWorkspace(db, shop.workspaceId, async (tx) => {
        await announceJob(tx, { workspaceId: shop.workspaceId, jobId: next, kind: 'prediction' })
        await sql`update customer_scores set risk = 1 - risk, version_id = ${next}
          where workspace_id = ${shop.workspaceId}`.execute(tx)
      })
    told.set(customerId, risk)
  }
  expect(told).toEqual(before)
  await expect(openAtRisk(deps, shop.workspaceId, query)).rejects.toMatchObject({ reason: 'predictions_half_written' })
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`update jobs set status = 'done' where workspace_id = ${shop.workspaceId}`.execute(tx),
  )
  const after = await openAtRisk(deps, shop.workspaceId, query)
  const later = new Map<string, number>()
  for await (const { customerId, risk } of after.customers) later.set(customerId, risk)
  expect(later).toEqual(await risks())
})

test('who costs more than they bring has an interval that holds what they lose', async () => {
  const sales = weekly(90, 200).map((sale) => ({ ...sale, cost: Math.round(1.5 * sale.minor) }))
  const shop = await newWorkspace(db)
  const people = await loadShop({ db, ch }, shop, sales)
  await runPredictions(deps, shop, newId())
  const scores = await inWorkspace(db, shop, (tx) => readScores(tx, shop, [...people.values()]))
  expect([...scores.values()].some(({ clv }) => clv.minor < 0)).toBe(true)
  for (const { clv } of scores.values()) {
    expect(clv.lowMinor).toBeLessThanOrEqual(clv.minor)
    expect(clv.minor).toBeLessThanOrEqual(clv.highMinor)
  }
})

test.each<[string, Sale[], string]>([
  ['nobody', [], 'no_customers'],
  [
    'three customers, one purchase each',
    [0, 30, 60].map((day, i) => ({ customer: i + 1, day: first + day, hour: 9, minor: 900 })),
    'few_customers',
  ],
  [
    'everything on one day',
    Array.from({ length: 60 }, (_, i) => ({ customer: i + 1, day: first, hour: 9, minor: 900 })),
    'short_history',
  ],
  [
    'nobody came twice',
    Array.from({ length: 60 }, (_, i) => ({ customer: i + 1, day: first + 3 * i, hour: 9, minor: 900 })),
    'no_repeats',
  ],
])('%s: the report says why there is no forecast', async (_, sales, reason) => {
  const shop = await shopOf(sales)
  const told = await runPredictions(deps, shop.workspaceId, newId())
  expect(told).toMatchObject({ status: 'waiting', reason, used: null })
  expect(everyNumber(told).every(Number.isFinite)).toBe(true)
})

test.each<[string, Sale[]]>([
  [
    'a year without sales in between',
    [...weekly(80, 100), ...weekly(80, 100).map((s) => ({ ...s, day: s.day - 460 }))],
  ],
  [
    'all alike to the cent',
    Array.from({ length: 900 }, (_, i) => ({
      customer: 1 + (i % 90),
      day: first + Math.floor(i / 90) * 14,
      hour: 9,
      minor: 700,
    })),
  ],
  ['money only given back', weekly(90, 200).map((sale) => ({ ...sale, minor: -100 }))],
])('%s: sane figures or a sentence, never NaN', async (_, sales) => {
  const shop = await shopOf(sales)
  const told = await runPredictions(deps, shop.workspaceId, newId())
  expect(everyNumber(told).every(Number.isFinite)).toBe(true)
  const scores = await inWorkspace(db, shop.workspaceId, (tx) =>
    readScores(tx, shop.workspaceId, [...shop.ids.values()]),
  )
  expect(everyNumber([...scores.values()]).every(Number.isFinite)).toBe(true)
})
