import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { retentionReport, todayReport } from '#contract/metrics'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { metricsRoutes } from './routes.ts'
import { createFakeCaller } from './testing/create-fake-caller.ts'
import { insertSales, insertTraits } from './testing/insert-sales.ts'

const { db } = await testDb()
const ch = testClickhouse()
const deps = { db, ch, clock: fakeClock('2024-04-20T10:00:00Z'), log: silentLog }

test('figures come as JSON of the contract and as a table, filtered by what the address says', async () => {
  const shop = await newWorkspace(db)
  await insertSales(ch, shop, [
    { customer: 1, day: '2024-03-03', revenue: 1000, source: '=HYPERLINK("x")' },
    { customer: 2, day: '2024-04-04', revenue: 500 },
  ])
  await insertTraits(ch, shop, [{ customer: 1, trait: 'city', value: 'Pécs' }])
  const get = createFakeCaller(metricsRoutes(deps), shop)
  const whole = retentionReport.parse(await (await get('/metrics/retention')).json())
  expect(whole.periods.map(({ end }) => end)).toEqual([1, 1])
  const part = retentionReport.parse(await (await get('/metrics/retention?trait=city:Pécs&unit=quarter')).json())
  expect(part.periods).toMatchObject([
    { period: '2024-Q1', end: 1 },
    { period: '2024-Q2', end: 0 },
  ])
  const csv = await get('/metrics/filters?format=csv')
  expect(csv.headers.get('content-type')).toContain('text/csv')
  expect(await csv.text()).toContain(`"'=HYPERLINK(""x"")"`)
  for (const path of ['cohorts', 'survival', 'sales', 'concentration', 'rfm', 'lifecycle', 'value']) {
    expect((await get(`/metrics/${path}`)).status).toBe(200)
    expect((await (await get(`/metrics/${path}?format=csv`)).text()).split('\r\n').length).toBeGreaterThan(2)
  }
  expect((await get('/metrics/sales?from=2024-13-40')).status).not.toBe(200)
})

test('today names the regular who is late, with the money at stake, and not the one who is long gone', async () => {
  const shop = await shopWithALateRegular()
  const get = createFakeCaller(metricsRoutes(deps), shop)
  const { late, asOf } = todayReport.parse(await (await get('/today')).json())
  expect(asOf).toBe('2024-04-20')
  expect(late).toMatchObject({ customers: 1, yearlyMinor: 24_000 })
  expect(late.list).toMatchObject([{ name: 'Ada', silentDays: 21, usualGapDays: 6, risk: 'high', forecast: null }])
})

test('today says of who is late what is foretold of them, and nothing foretold of who counts as gone by it', async () => {
  const shop = await shopWithALateRegular()
  const get = createFakeCaller(metricsRoutes(deps), shop)
  const forecast = async () => todayReport.parse(await (await get('/today')).json()).late.list[0]?.forecast
  await inWorkspace(db, shop, (tx) =>
    sql`insert into customer_scores (workspace_id, customer_id, version_id, scored_on, risk, band, is_gone, base_risk, rest_weight,
        reasons, alive, expected_orders, clv_minor, clv_low_minor, clv_high_minor, at_stake_minor, value_band)
      select ${shop}, customer_id, gen_random_uuid(), '2024-04-20', 0.125, 'low', false, 0, 0, '[]', 1, 1, 0, 0, 0, 0, 1
      from customers where workspace_id = ${shop} and name = 'Ada'`.execute(tx),
  )
  expect(await forecast()).toEqual({ risk: 0.125, band: 'low' })
  await inWorkspace(db, shop, (tx) => sql`update customer_scores set is_gone = true`.execute(tx))
  expect(await forecast()).toBeNull()
})

/** Ada came every six days and has been away for 21, Béla has been gone for months. */
async function shopWithALateRegular(): Promise<string> {
  const shop = await newWorkspace(db)
  await insertSales(ch, shop, [{ customer: 1, day: '2024-04-18', revenue: 1000 }])
  await inWorkspace(db, shop, async (tx) => {
    for (const [name, last, late, number] of [
      ['Ada', '2024-03-30', '2024-04-08', 1],
      ['Béla', '2023-11-01', '2023-11-10', 2],
    ] as const) {
      const id = newId()
      await sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at)
        values (${shop}, ${id}, ${number}, ${name}, now(), now())`.execute(tx)
      await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, revenue_minor, last_visit_on,
          recent_visits, usual_gap_days, late_from, yearly_minor)
        values (${shop}, ${id}, 4, 4, 4000, ${last}, ${[`2024-03-12`, `2024-03-18`, `2024-03-24`, last]}, 6, ${late}, 24000)`.execute(
        tx,
      )
    }
  })
  return shop
}
