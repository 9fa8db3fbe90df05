import { beforeAll, describe, expect, test } from 'vitest'
import { shopReport } from '#contract/metrics'
import { silentLog } from '#platform/log'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { buildShopReport } from './build-shop-report.ts'
import { readCohorts } from './read-cohorts.ts'
import { readRetention } from './read-retention.ts'
import { readSales } from './read-sales.ts'
import { loadOnlineRetail } from './testing/load-online-retail.ts'
import reference from './testing/online-retail.reference.json' with { type: 'json' }

// The expected numbers were computed by other programs (numpy) from the same file.
const { db } = await testDb()
const ch = testClickhouse()
const deps = { db, ch, clock: fakeClock('2026-03-02T09:00:00Z'), log: silentLog }
let shop: string

beforeAll(async () => {
  shop = await newWorkspace(db, { currency: 'GBP' })
  expect(await loadOnlineRetail(ch, shop)).toBe(reference.totals.rows)
})

const close = (value: number | null | undefined, expected: number, digits = 4): void =>
  expect(value).toBeCloseTo(expected, digits - 1)

describe('a real shop gives the published numbers', () => {
  test.each(Object.entries(reference.monthly))('retention of %s', async (month, expected) => {
    const { periods } = await readRetention(deps, shop, {})
    const row = periods.find(({ period }) => period === month)
    expect(row).toMatchObject({
      start: expected.S,
      end: expected.E,
      new: expected.N,
      retained: expected.returning,
      lost: -expected.dormant,
      wonBack: expected.resurrecting,
    })
    close(row?.crr, expected.CRR)
    close(row?.retentionRate, expected.retained_pct)
    close(row?.churnRate, expected.churn_pct)
    close(row?.nrr, expected.NRR_pct)
    close(row?.grr, expected.GRR_pct)
  })

  test('cohorts, bounded and unbounded', async () => {
    const { cohorts } = await readCohorts(deps, shop, {})
    expect(
      Object.fromEntries(cohorts.map(({ cohort, size, bounded, unbounded }) => [cohort, { size, bounded, unbounded }])),
    ).toEqual(reference.cohorts_counts)
  })

  test('N-day retention', async () => {
    const { nDay } = await readCohorts(deps, shop, {})
    const expected = Object.entries(reference.n_day).map(([n, { eligible, on, on_or_after }]) => [
      n,
      { eligible, on, onOrAfter: on_or_after },
    ])
    expect(nDay).toEqual(Object.fromEntries(expected))
  })

  test('totals, repeat rate and stickiness', async () => {
    const { periods, total, visitsHistogram } = await readSales(deps, shop, {})
    expect(total.customers).toBe(reference.totals.customers)
    expect(total.revenue).toBe(Math.round(reference.totals.revenue * 100))
    close(total.repeatRate, reference.totals.repeat_rate_pct)
    expect(visitsHistogram.find(({ visits }) => visits === 1)?.customers).toBe(reference.totals.one_time_buyers)
    close(total.visits / total.customers, reference.totals.mean_purchase_days, 6)
    const daily = Object.fromEntries(periods.map(({ period, dailyShare }) => [period, dailyShare]))
    for (const [month, { DAU_MAU }] of Object.entries(reference.monthly)) close(daily[month], DAU_MAU * 100)
  })

  test('the report of the whole shop', async () => {
    const report = shopReport.parse(await buildShopReport(deps, shop, {}))
    const { totals } = reference
    expect(report.customers).toBe(totals.customers)
    expect(report.revenue).toBe(totals.revenue)
    expect(report.oneTimeBuyers).toBe(totals.one_time_buyers)
    expect(report.period).toEqual({ from: '2010-12-01', to: '2011-12-09' })
    close(report.repeatRate, totals.repeat_rate_pct)
    close(report.topDecileShare, totals.top_decile_revenue_share_pct)
    close(report.value.meanBeforeRefunds, totals.historic_CLV_mean, 2)
    const states = report.lifecycle.states.reduce((sum, { customers }) => sum + customers, 0)
    expect(states).toBe(totals.customers)
    expect(report.rfm.segments.reduce((sum, { customers }) => sum + customers, 0)).toBe(totals.customers)
    expect(report.survival.customers).toBe(totals.customers)
    expect(report.monthly.find(({ month }) => month === '2011-12')?.complete).toBe(false)
    expect(report.monthly.find(({ month }) => month === '2011-11')?.complete).toBe(true)
  })
})
