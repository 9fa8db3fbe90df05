import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asOfDay } from '#modules/customers'
import { silentLog } from '#platform/log'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { addDays, periodIndex, type Reckoning } from './periods.ts'
import { percent } from './rates.ts'
import { readCohorts } from './read-cohorts.ts'
import { readConcentration } from './read-concentration.ts'
import { readLifecycle } from './read-lifecycle.ts'
import { readRetention } from './read-retention.ts'
import { readSales } from './read-sales.ts'
import { readSurvival } from './read-survival.ts'
import { insertSales, insertTraits, type TestSale } from './testing/insert-sales.ts'
import { naiveShop } from './testing/naive-shop.ts'

const { db } = await testDb()
const ch = testClickhouse()
const today = '2024-06-20'
const deps = { db, ch, clock: fakeClock(`${today}T10:00:00Z`), log: silentLog }

// Now and then a wholesaler's in rials: more than fits beside a cell.
const revenue = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 500 }) },
  { weight: 1, arbitrary: fc.constant(5_000_000_000_000) },
)
const sale: fc.Arbitrary<TestSale> = fc
  .record({
    customer: fc.integer({ min: 1, max: 8 }),
    // The last of them is today.
    age: fc.integer({ min: 0, max: 140 }),
    hour: fc.integer({ min: 0, max: 23 }),
    revenue,
    source: fc.constantFrom('till', 'shop'),
  })
  .map(({ age, hour, ...rest }) => {
    const day = addDays('2024-02-01', age)
    return { ...rest, day, at: `${day}T${String(hour).padStart(2, '0')}:00:00Z` }
  })
const history = fc.array(sale, { minLength: 1, maxLength: 60 })
const reckonings = (...units: Reckoning['unit'][]): fc.Arbitrary<Reckoning> =>
  fc.record({ unit: fc.constantFrom(...units), calendar: fc.constantFrom('gregorian', 'jalali') })
const runs = { numRuns: 16 }

async function open(sales: TestSale[]): Promise<{ shop: string; asOf: string }> {
  const shop = await newWorkspace(db)
  // In two blocks, as rows of one customer and month arrive apart in life.
  await insertSales(ch, shop, sales.slice(0, sales.length >> 1))
  await insertSales(ch, shop, sales.slice(sales.length >> 1))
  return {
    shop,
    asOf: asOfDay(
      today,
      sales
        .map(({ day }) => day)
        .sort()
        .at(-1) ?? null,
    ),
  }
}

test('retention of any shop in any unit of either calendar is what counting by hand gives, and its flow adds up', async () => {
  await fc.assert(
    fc.asyncProperty(history, reckonings('day', 'week', 'month', 'quarter', 'year'), async (sales, by) => {
      const { shop } = await open(sales)
      const naive = naiveShop(sales, by)
      const { periods } = await readRetention(deps, shop, by)
      expect(periods.length).toBeGreaterThan(0)
      for (const period of periods) {
        const index = periodIndex(by, period.from)
        const money = naive.money(index)
        expect(period).toMatchObject(naive.flow(index))
        expect(period.start).toBe(period.lost + period.retained)
        expect(period.end).toBe(period.retained + period.wonBack + period.new)
        expect(period.nrr).toBe(percent(money.kept, money.before))
        expect(period.grr).toBe(percent(money.keptAtMost, money.before))
      }
    }),
    runs,
  )
})

test('chosen days are compared with as many days before', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.integer({ min: 5, max: 60 }), async (sales, length) => {
      const { shop } = await open(sales)
      const to =
        sales
          .map(({ day }) => day)
          .sort()
          .at(-1) ?? today
      const first = sales.map(({ day }) => day).sort()[0] ?? today
      const from = addDays(to, 1 - length)
      fc.pre(from > first && !from.endsWith('-01'))
      const { range } = await readRetention(deps, shop, { from, to })
      const within = (a: string, b: string) =>
        new Set(sales.filter(({ day }) => day >= a && day <= b).map(({ customer }) => customer))
      const [before, now] = [within(addDays(from, -length), addDays(from, -1)), within(from, to)]
      const known = within('2000-01-01', addDays(from, -1))
      expect(range).toMatchObject({
        start: before.size,
        end: now.size,
        retained: before.intersection(now).size,
        new: now.difference(known).size,
      })
      expect(range?.lost).toBe(before.difference(now).size)
    }),
    runs,
  )
})

test('cohorts and N-day retention are what counting by hand gives; unbounded is never below bounded', async () => {
  await fc.assert(
    fc.asyncProperty(history, reckonings('week', 'month', 'quarter'), async (sales, by) => {
      const { shop, asOf } = await open(sales)
      const naive = naiveShop(sales, by)
      const { cohorts, nDay, nDay24h } = await readCohorts(deps, shop, { ...by, window: '24h' })
      const start = periodIndex(by, sales.map(({ day }) => day).sort()[0] ?? today)
      cohorts.forEach(({ bounded, unbounded, revenue }, i) => {
        bounded.forEach((active, age) => {
          const found = { bounded: active, unbounded: unbounded[age], revenue: revenue[age] }
          expect(found).toEqual(naive.cohort(start + i, age))
          expect(unbounded[age]).toBeGreaterThanOrEqual(active)
        })
      })
      for (const [n, found] of Object.entries(nDay)) expect(found).toEqual(naive.nDay(Number(n), addDays(asOf, -1)))
      for (const [n, found] of Object.entries(nDay24h)) {
        expect(found).toEqual(naive.nDay24h(Number(n), `${asOf}T00:00:00Z`))
      }
    }),
    runs,
  )
})

test('sales, repeat rate and the share of existing customers are what counting by hand gives', async () => {
  await fc.assert(
    fc.asyncProperty(history, reckonings('week', 'month', 'quarter'), async (sales, by) => {
      const { shop } = await open(sales)
      const naive = naiveShop(sales, by)
      const { periods, total, visitsHistogram } = await readSales(deps, shop, by)
      for (const [i, period] of periods.entries()) {
        const index = periodIndex(by, period.from)
        const money = naive.money(index)
        expect(period.revenue).toBe(money.revenue)
        expect(period.repeatRate).toBe(percent(naive.repeaters(index), period.customers))
        if (i > 0) expect(period.existingShare).toBe(percent(money.existing, money.revenue))
      }
      expect(total.orders).toBe(sales.length)
      expect(total.customers).toBe(naive.customers.length)
      for (const { visits, customers } of visitsHistogram) {
        expect(customers).toBe(naive.customers.filter((customer) => naive.days(customer).length === visits).length)
      }
    }),
    runs,
  )
})

test('a filter splits the shop: each part counts its own, and the parts add up', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (sales) => {
      const { shop } = await open(sales)
      const numbers = [...new Set(sales.map(({ customer }) => customer))]
      const cityOf = (customer: number): string => (customer % 2 === 0 ? 'Pécs' : 'Łódź: centrum')
      await insertTraits(
        ch,
        shop,
        numbers.map((customer) => ({ customer, trait: 'city', value: cityOf(customer) })),
      )
      const whole = await readRetention(deps, shop, {})
      const parts = await Promise.all(
        ['Pécs', 'Łódź: centrum'].map((city) => readRetention(deps, shop, { trait: [`city:${city}`] })),
      )
      whole.periods.forEach((period, i) => {
        for (const key of ['start', 'end', 'new', 'retained', 'lost', 'wonBack'] as const) {
          expect(parts.reduce((sum, { periods }) => sum + (periods[i]?.[key] ?? 0), 0)).toBe(period[key])
        }
      })
      const till = sales.filter(({ source }) => source === 'till')
      const { total } = await readSales(deps, shop, { source: ['till'] })
      expect(total.orders).toBe(till.length)
      expect(total.customers).toBe(new Set(till.map(({ customer }) => customer)).size)
    }),
    runs,
  )
})

test('what the projector told answers as every day looked at does', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (sales) => {
      const { shop } = await open([...sales, ...sales.map((sale) => ({ ...sale, day: addDays(sale.day, -20) }))])
      const source = ['till', 'shop']
      const [states, looked] = await Promise.all([readLifecycle(deps, shop), readLifecycle(deps, shop, { source })])
      expect(states).toEqual(looked)
      const [known, counted] = await Promise.all([readSales(deps, shop), readSales(deps, shop, { source })])
      expect(known).toEqual(counted)
    }),
    runs,
  )
})

test('shares never pass 100 and rise; every customer is in exactly one state; survival counts everybody', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (sales) => {
      const { shop } = await open(sales)
      const people = new Set(sales.map(({ customer }) => customer)).size
      const { curve, topDecileShare, top15Share, customers } = await readConcentration(deps, shop, {})
      expect(customers).toBe(people)
      expect(curve.at(-1)?.revenue).toBe(100)
      curve.forEach(({ revenue }, i) => {
        expect(revenue).toBeGreaterThanOrEqual(curve[i - 1]?.revenue ?? 0)
        expect(revenue).toBeLessThanOrEqual(100)
      })
      expect(top15Share ?? 0).toBeGreaterThanOrEqual(topDecileShare ?? 0)
      const { states } = await readLifecycle(deps, shop, {})
      expect(states.reduce((sum, state) => sum + state.customers, 0)).toBe(people)
      expect(states.reduce((sum, state) => sum + state.revenue, 0)).toBe(sales.reduce((sum, s) => sum + s.revenue, 0))
      expect((await readSurvival(deps, shop, {})).customers).toBe(people)
    }),
    runs,
  )
})
