import { expect, test } from 'vitest'
import { liveCustomer, makeBusiness } from '#models/business'
import { areaUnderRoc } from '#models/scores'
import { historiesOf, type Sale } from '../testing/online-retail.ts'
import { shopHours } from './best-hour.ts'
import { discountRate } from './foresee-purchases.ts'
import { learnShop } from './learn-shop.ts'
import { createScorer } from './score-customers.ts'

const dayMs = 86_400_000
const until = Date.UTC(2026, 9, 1)
const customers = 2_500
const asOf = until / dayMs
const business = makeBusiness({
  kind: 'cafe',
  language: 'en',
  customers,
  days: 500,
  horizonDays: 365,
  until,
  seed: 5,
  prefix: '',
})

const lives = Array.from({ length: customers }, (_, index) => liveCustomer(business, index))
const sales = lives.flatMap(({ events }, index): Sale[] =>
  events.flatMap(({ at, body }) =>
    body.event === 'Order Completed'
      ? [
          {
            customer: index + 1,
            day: Math.floor(at / dayMs),
            hour: 9,
            minor: Math.round(100 * Number(body.properties?.total ?? 0)),
          },
        ]
      : [],
  ),
)

test('what customers are said to bring in a year, held against a year that only the simulator knows', () => {
  const histories = historiesOf(sales)
  const firstDay = Math.min(...sales.map(({ day }) => day))
  const { fitted, report } = learnShop({ histories, firstDay, asOf, horizon: 90, window: 120 }, { progress: () => {} })
  if (!fitted) throw new Error(`Not learnt: ${report.reason}`)
  const { forecasts } = createScorer({ fitted, hours: shopHours(histories) })(histories)
  // A sum spread over the year is worth this much today.
  const today = (1 - 1 / (1 + discountRate)) / Math.log1p(discountRate)
  const truths = Array.from(forecasts.number, (number) => lives[number - 1]?.truth)
  const real = truths.map((truth) => 100 * (truth?.futureRevenue ?? 0) * today)
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
  const missed = (said: number[]): number => sum(said.map((value, i) => Math.abs(value - (real[i] ?? 0)))) / real.length
  const clv = [...forecasts.clv]
  const repeated = Array.from(forecasts.number, (number, i) => {
    const tenure = asOf - (histories.days[histories.starts[number - 1] ?? 0] ?? 0)
    return (((forecasts.revenue[i] ?? 0) * 365) / Math.max(30, tenure)) * today
  })
  const within = real.filter(
    (value, i) => (forecasts.clvLow[i] ?? 0) <= value && value <= (forecasts.clvHigh[i] ?? 0),
  ).length
  const top = (by: number[]): Set<number> =>
    new Set([...by.keys()].sort((a, b) => (by[b] ?? 0) - (by[a] ?? 0)).slice(0, by.length / 10))
  const best = top(real)
  const found = [...top(clv)].filter((i) => best.has(i)).length / best.size
  const gone = truths.map((truth) => (truth?.gone ? 1 : 0))
  // docs/models.md, “Against a known truth”
  expect(sum(clv) / sum(real)).toBeGreaterThan(0.75)
  expect(sum(clv) / sum(real)).toBeLessThan(1.25)
  expect(missed(clv)).toBeLessThan(missed(repeated) / 1.5)
  expect(within / real.length).toBeGreaterThan(0.7)
  expect(within / real.length).toBeLessThan(0.92)
  expect(found).toBeGreaterThan(0.6)
  expect(areaUnderRoc(forecasts.risk, gone)).toBeGreaterThan(0.92)
})
