import { expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { buildShopReport } from './build-shop-report.ts'
import { readCohorts } from './read-cohorts.ts'
import { readFilters } from './read-filters.ts'
import { readRetention } from './read-retention.ts'
import { readSales } from './read-sales.ts'
import { readSurvival } from './read-survival.ts'
import { readToday } from './read-today.ts'
import { readValue } from './read-value.ts'
import { insertSales } from './testing/insert-sales.ts'

const { db } = await testDb()
const ch = testClickhouse()
const deps = { db, ch, clock: fakeClock('2024-03-25T10:00:00Z'), log: silentLog }

test('a refund takes back money and is no visit, whenever it comes', async () => {
  const shop = await newWorkspace(db)
  const sales = [
    { customer: 1, day: '2024-02-03', revenue: 1000 },
    { customer: 2, day: '2024-02-04', revenue: 500, cost: 200 },
    { customer: 1, day: '2024-03-05', revenue: 300 },
  ]
  await insertSales(ch, shop, sales)
  const before = await readRetention(deps, shop)
  const cohorts = await readCohorts(deps, shop)
  await insertSales(ch, shop, [
    { customer: 1, day: '2024-01-20', revenue: 0, refunded: 100, orders: 0 },
    { customer: 2, day: '2024-03-20', revenue: 0, refunded: 50, orders: 0 },
  ])
  expect(await readRetention(deps, shop)).toEqual(before)
  expect(await readCohorts(deps, shop)).toEqual(cohorts)
  const { periods, total } = await readSales(deps, shop)
  expect(periods.map(({ period, refunded }) => [period, refunded])).toEqual([
    ['2024-02', 0],
    ['2024-03', 50],
  ])
  expect(total.customers).toBe(2)
  const value = await readValue(deps, shop)
  expect(value).toMatchObject({ customers: 2, mean: 825, meanBeforeRefunds: 900 })
  expect(value.margin).toMatchObject({ costedRevenue: 500, cost: 200, margin: 300, marginRate: 60 })
})

test('what comes back after the last purchase, or from before the first, is in the total of an old export', async () => {
  const shop = await newWorkspace(db)
  await insertSales(ch, shop, [
    { customer: 1, day: '2023-03-03', revenue: 1000 },
    { customer: 2, day: '2023-04-10', revenue: 500 },
    { customer: 1, day: '2023-02-20', revenue: 0, refunded: 10, orders: 0 },
    { customer: 1, day: '2023-04-20', revenue: 0, refunded: 200, orders: 0 },
    { customer: 2, day: '2023-06-20', revenue: 0, refunded: 50, orders: 0 },
  ])
  const { periods, total } = await readSales(deps, shop)
  expect(periods.map(({ period, refunded }) => [period, refunded])).toEqual([
    ['2023-03', 0],
    ['2023-04', 200],
  ])
  expect(total).toMatchObject({ from: '2023-03-03', to: '2023-04-10', revenue: 1500, refunded: 260 })
  expect(await buildShopReport(deps, shop)).toMatchObject({
    revenue: 15,
    refunded: 2.6,
    value: { mean: 6.2 },
    period: { from: '2023-03-03', to: '2023-04-10' },
  })
  const march = await readSales(deps, shop, { from: '2023-03-01', to: '2023-03-31' })
  expect(march.total.refunded).toBe(0)
})

test('an order taken back is gone: who it had won back was never there', async () => {
  const shop = await newWorkspace(db)
  await insertSales(ch, shop, [
    { customer: 1, day: '2024-02-03', revenue: 1000 },
    { customer: 1, day: '2024-02-10', revenue: 400, orderId: 'a' },
  ])
  await insertSales(ch, shop, [{ customer: 1, day: '2024-02-10', revenue: 400, orderId: 'a', orders: -1 }])
  const { total } = await readSales(deps, shop)
  expect(total).toMatchObject({ orders: 1, revenue: 1000, customers: 1 })
})

test('money of another currency is never added, but its customers count and are named', async () => {
  const shop = await newWorkspace(db, { currency: 'EUR' })
  await insertSales(ch, shop, [
    { customer: 1, day: '2024-02-03', revenue: 1000 },
    { customer: 2, day: '2024-02-04', revenue: 99_000, currency: 'HUF' },
    { customer: 2, day: '2024-03-04', revenue: 700 },
  ])
  const { periods, otherCurrencies, total } = await readSales(deps, shop)
  expect(total).toMatchObject({ customers: 2, orders: 2, revenue: 1700 })
  expect(otherCurrencies).toEqual([{ currency: 'HUF', orders: 1 }])
  expect(periods[1]).toMatchObject({ customers: 1, existingShare: 100 })
})

test('money of any size is added exactly', async () => {
  const shop = await newWorkspace(db, { currency: 'IRR' })
  const much = 9_000_000_000_001
  const sales = [
    { customer: 1, day: '2024-02-03', revenue: much },
    { customer: 2, day: '2024-02-04', revenue: 7 },
    { customer: 1, day: '2024-03-05', revenue: much + 2 },
    { customer: 2, day: '2024-03-06', revenue: 5 },
  ]
  await insertSales(
    ch,
    shop,
    sales.map((sale) => ({ ...sale, currency: 'IRR' })),
  )
  const { cohorts } = await readCohorts(deps, shop)
  expect(cohorts[0]?.revenue).toEqual([much + 7, much + 7])
  const { periods } = await readRetention(deps, shop)
  expect(periods[1]).toMatchObject({ nrr: 100, start: 2, retained: 2 })
  expect((await readSales(deps, shop)).periods[1]).toMatchObject({ revenue: much + 7, existingShare: 100 })
})

test('a shop of forty years has its report, with a cohort for every month', async () => {
  const shop = await newWorkspace(db)
  const days = ['1984-01-31', '1984-02-01', '2000-02-29', '2023-12-31']
  await insertSales(
    ch,
    shop,
    days.map((day, customer) => ({ customer: 1 + (customer % 2), day, revenue: 100 })),
  )
  const { cohorts, monthly, period } = await buildShopReport(deps, shop)
  expect(period).toEqual({ from: '1984-01-31', to: '2023-12-31' })
  expect([cohorts.length, monthly.length]).toEqual([480, 480])
  expect(cohorts[0]).toMatchObject({ cohort: '1984-01', size: 1 })
  expect(cohorts[0]?.bounded.length).toBe(480)
})

test('a shop without sales has every report, empty', async () => {
  const shop = await newWorkspace(db)
  expect((await readRetention(deps, shop, { from: '2024-01-01', to: '2024-03-31' })).periods).toEqual([])
  expect((await readCohorts(deps, shop)).cohorts).toEqual([])
  expect(await readSurvival(deps, shop)).toMatchObject({ customers: 0, curve: [], medianDays: null, silenceDays: 90 })
  expect((await readToday(deps, shop)).late).toEqual({ customers: 0, yearlyMinor: 0, list: [] })
  expect(await readFilters(deps, shop)).toEqual({ sources: [], traits: [], tags: [], firstDay: null, lastDay: null })
  expect(await buildShopReport(deps, shop)).toMatchObject({ customers: 0, revenue: 0, monthly: [], atRisk: [] })
})

test('days the wrong way round are refused with a reason', async () => {
  const shop = await newWorkspace(db)
  await expect(readSales(deps, shop, { from: '2024-03-01', to: '2024-02-01' })).rejects.toMatchObject({
    reason: 'period_reversed',
  })
})
