import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CustomerPage } from '#contract/customers'
import type { ImportDryRun, ImportPreview, ImportRow } from '#contract/imports'
import type {
  CohortReport,
  ConcentrationReport,
  LifecycleReport,
  RetentionReport,
  RfmReport,
  SalesReport,
  ValueReport,
} from '#contract/metrics'
import reference from '../src/modules/metrics/testing/online-retail.reference.json' with { type: 'json' }
import { startTestServer } from '../src/testing/start-test-server.ts'

// The expected numbers were computed by other programs (numpy) from the same file.
const server = await startTestServer()
const shop = await server.openShop({ name: 'Gift shop', currency: 'GBP' })
const file = await readFile(join(import.meta.dirname, '../samples/online-retail.csv.gz'))
let first: ImportRow

const close = (value: number | null | undefined, expected: number, digits = 4): void =>
  expect(value).toBeCloseTo(expected, digits - 1)

async function upload(): Promise<ImportPreview> {
  const answer = await shop.ask('POST', '/imports?kind=orders&fileName=online-retail.csv.gz', file, {
    'content-type': 'application/gzip',
  })
  expect(answer.status).toBe(201)
  return (await answer.json()) as ImportPreview
}

async function finish(importId: string, action: 'start' | 'undo'): Promise<ImportRow> {
  expect((await shop.ask('POST', `/imports/${importId}/${action}`)).status).toBe(202)
  for (;;) {
    const row = await shop.read<ImportRow>(`/imports/${importId}`)
    if (['done', 'failed', 'undone'].includes(row.status)) return row
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

beforeAll(async () => {
  const preview = await upload()
  expect(preview).toMatchObject({ kind: 'orders', delimiter: ',', hasHeader: true, sameFileAs: null })
  const trial = (await (await shop.ask('POST', `/imports/${preview.importId}/dry-run`)).json()) as ImportDryRun
  expect(trial).toMatchObject({ firstDay: '2010-12-01', lastDay: '2011-12-09', currency: 'GBP' })
  expect(trial.progress.rows).toBe(541_909)
  expect(await shop.read('/customers')).toMatchObject({ total: 0 })
  first = await finish(preview.importId, 'start')
}, 180_000)

test('the import says what became of every row', () => {
  expect(first.status).toBe('done')
  const { rows, rowsUsed, refundRows, errors, skipped } = first.progress
  expect(rows).toBe(541_909)
  expect(rowsUsed).toBe(reference.totals.rows)
  expect(rowsUsed + refundRows + errors + Object.values(skipped).reduce((sum, n) => sum + n, 0)).toBe(rows)
})

describe('the figures of the shop through the API', () => {
  test('retention of every month, by itself and against the month before, with the flow behind it', async () => {
    const { periods } = await shop.read<RetentionReport>('/metrics/retention')
    expect(Object.keys(reference.monthly)).toHaveLength(12)
    for (const [month, expected] of Object.entries(reference.monthly)) {
      const row = periods.find(({ period }) => period === month)
      expect(row, month).toMatchObject({
        start: expected.S,
        end: expected.E,
        new: expected.N,
        retained: expected.returning,
        lost: -expected.dormant,
        wonBack: expected.resurrecting,
        complete: month !== '2011-12',
      })
      close(row?.crr, expected.CRR)
      close(row?.retentionRate, expected.retained_pct)
      close(row?.churnRate, expected.churn_pct)
      close(row?.nrr, expected.NRR_pct)
      close(row?.grr, expected.GRR_pct)
    }
  })

  test('cohorts, bounded and unbounded, and N-day retention', async () => {
    const { cohorts, nDay } = await shop.read<CohortReport>('/metrics/cohorts')
    const counted = cohorts.map(({ cohort, size, bounded, unbounded }) => [cohort, { size, bounded, unbounded }])
    expect(Object.fromEntries(counted)).toEqual(reference.cohorts_counts)
    const days = Object.entries(reference.n_day).map(([n, { eligible, on, on_or_after }]) => [
      n,
      { eligible, on, onOrAfter: on_or_after },
    ])
    expect(nDay).toEqual(Object.fromEntries(days))
  })

  test('totals, repeat rate, concentration and lifetime value', async () => {
    const { totals } = reference
    const sales = await shop.read<SalesReport>('/metrics/sales')
    expect(sales.total.customers).toBe(totals.customers)
    expect(sales.total.revenue).toBe(Math.round(totals.revenue * 100))
    close(sales.total.repeatRate, totals.repeat_rate_pct)
    close(sales.total.visits / sales.total.customers, totals.mean_purchase_days, 6)
    expect(sales.visitsHistogram.find(({ visits }) => visits === 1)?.customers).toBe(totals.one_time_buyers)
    const daily = new Map(sales.periods.map(({ period, dailyShare }) => [period, dailyShare]))
    for (const [month, { DAU_MAU }] of Object.entries(reference.monthly)) close(daily.get(month), DAU_MAU * 100)
    const concentration = await shop.read<ConcentrationReport>('/metrics/concentration')
    close(concentration.topDecileShare, totals.top_decile_revenue_share_pct)
    const value = await shop.read<ValueReport>('/metrics/value')
    close((value.meanBeforeRefunds ?? 0) / 100, totals.historic_CLV_mean, 2)
  })

  test('every customer is in one state of the lifecycle and in one RFM segment', async () => {
    const lifecycle = await shop.read<LifecycleReport>('/metrics/lifecycle')
    const rfm = await shop.read<RfmReport>('/metrics/rfm')
    const count = (parts: { customers: number }[]): number => parts.reduce((sum, { customers }) => sum + customers, 0)
    expect(count(lifecycle.states)).toBe(reference.totals.customers)
    expect(count(rfm.segments)).toBe(reference.totals.customers)
    for (const [month, expected] of Object.entries(reference.monthly)) {
      expect(lifecycle.months.find(({ period }) => period === month)).toMatchObject({
        new: expected.new,
        returning: expected.returning,
        wonBack: expected.resurrecting,
        dormant: -expected.dormant,
      })
    }
  })

  test('each report comes as a table too', async () => {
    for (const name of ['retention', 'cohorts', 'survival', 'sales', 'concentration', 'rfm', 'lifecycle', 'value']) {
      const answer = await shop.ask('GET', `/metrics/${name}?format=csv`)
      expect(answer.headers.get('content-type'), name).toContain('text/csv')
      expect((await answer.text()).trim().split('\n').length, name).toBeGreaterThan(1)
    }
  })
})

describe('afterwards', () => {
  test('the same file again changes nothing, and taking the import back leaves an empty shop', async () => {
    const figures = (): Promise<unknown[]> =>
      Promise.all(['retention', 'cohorts', 'sales', 'value', 'lifecycle'].map((name) => shop.read(`/metrics/${name}`)))
    const before = await figures()
    const again = await upload()
    expect(again.sameFileAs).toBe(first.importId)
    const repeated = await finish(again.importId, 'start')
    expect(repeated).toMatchObject({ status: 'done', progress: { eventsWritten: 0 } })
    expect(repeated.progress.duplicates).toBeGreaterThan(18_000)
    expect(await figures()).toEqual(before)

    expect((await finish(again.importId, 'undo')).status).toBe('undone')
    expect(await figures()).toEqual(before)
    expect((await finish(first.importId, 'undo')).status).toBe('undone')
    await server.settle()
    expect(await shop.read<CustomerPage>('/customers')).toMatchObject({ customers: [], total: 0 })
    expect(await shop.read<SalesReport>('/metrics/sales')).toMatchObject({
      periods: [],
      total: { customers: 0, orders: 0, revenue: 0, refunded: 0 },
    })
    expect((await shop.read<CohortReport>('/metrics/cohorts')).cohorts).toEqual([])
  }, 240_000)
})
