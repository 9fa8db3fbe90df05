import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bgNbd, mbgNbd } from './bg-nbd.ts'
import {
  aliveByDays,
  countPurchases,
  discountedPurchases,
  expectedPurchases,
  fitBtyd,
  nextPurchase,
  probabilityAlive,
  probabilityAliveAt,
  trackingCurve,
} from './index.ts'
import { logLikelihood } from './model.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'
import { groupPurchases } from './purchases.ts'
import { readCustomers } from './testing/read-customers.ts'

const models = [nbd, bgNbd, mbgNbd, paretoNbd]
const logUniform = (low: number, high: number) =>
  fc.double({ min: Math.log(low), max: Math.log(high), noNaN: true }).map(Math.exp)
const anyParameters = fc
  .tuple(logUniform(1e-3, 300), logUniform(1e-3, 3000), logUniform(1e-3, 3000), logUniform(1e-3, 3000))
  .map((p) => Float64Array.from(p))
const anyHistory = fc.record({
  bought: fc.integer({ min: 0, max: 2000 }),
  T: fc.oneof(fc.constant(0), logUniform(1, 3000)),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  t: logUniform(0.01, 1000),
})

test.each([
  [221, 103.43, 103.57],
  [254, 97.14, 97.29],
  [161, 94.71, 98],
  [204, 98.57, 99.43],
])('x = %d stays finite where naive formulas overflow', (x, tx, T) => {
  const p = Float64Array.of(0.5143, 2.8845, 0.2856, 14.1087)
  const { purchases } = countPurchases([x], [tx], [T])
  for (const model of models) {
    expect(logLikelihood(model, p, purchases)).toSatisfy(Number.isFinite)
    expect(probabilityAlive(model, p, x, tx, T)).toBeGreaterThan(0.7)
    expect(expectedPurchases(model, p, x, tx, T, 52) / ((x / T) * 52)).toBeGreaterThan(0.6)
  }
})

test.each(models)('$name: any parameters and any history give numbers that can be', (model) => {
  fc.assert(
    fc.property(anyParameters, anyHistory, (p, { bought, T, share, t }) => {
      const x = T === 0 ? 0 : bought
      const tx = x === 0 ? 0 : T * share
      const [r = 0, alpha = 0] = p
      expect(logLikelihood(model, p, countPurchases([x], [tx], [T]).purchases)).toSatisfy(Number.isFinite)
      const alive = probabilityAlive(model, p, x, tx, T)
      expect(alive).toBeGreaterThanOrEqual(0)
      expect(alive).toBeLessThanOrEqual(1)
      const [then, after] = [probabilityAliveAt(model, p, x, tx, T, t / 2), probabilityAliveAt(model, p, x, tx, T, t)]
      expect(probabilityAliveAt(model, p, x, tx, T, 0)).toBeCloseTo(alive, 12)
      expect(then).toBeLessThanOrEqual(alive * (1 + 1e-9))
      expect(after).toBeLessThanOrEqual(then * (1 + 1e-7))
      expect(after).toBeGreaterThanOrEqual(0)
      const soon = expectedPurchases(model, p, x, tx, T, t / 2)
      const later = expectedPurchases(model, p, x, tx, T, t)
      // More time, more purchases; never more than without leaving.
      expect(later).toBeGreaterThanOrEqual(soon * (1 - 1e-7))
      expect(later).toBeLessThanOrEqual(((r + x) / (alpha + T)) * t * (1 + 1e-9))
      const discounted = discountedPurchases(model, p, [x, tx, T], { horizon: t, rate: 0.002 })
      expect(discounted).toBeLessThanOrEqual(later * (1 + 1e-7) + 1e-12)
      const next = nextPurchase(model, p, [x, tx, T], t)
      if (next) {
        expect(next.probability).toBeLessThanOrEqual(alive * (1 + 1e-9))
        expect(next.wait).toBeLessThanOrEqual(t)
      }
    }),
    { numRuns: 200 },
  )
})

test.each([mbgNbd, paretoNbd])('$name: the longer ago the last purchase, the less likely alive', (model) => {
  fc.assert(
    fc.property(anyParameters, fc.integer({ min: 1, max: 50 }), logUniform(1, 500), (p, x, T) => {
      const chances = [0, 0.25, 0.5, 0.75, 1].map((share) => probabilityAlive(model, p, x, T * share, T))
      for (const [i, chance] of chances.entries()) expect(chance).toBeGreaterThanOrEqual((chances[i - 1] ?? 0) - 1e-12)
    }),
  )
})

test('BG/NBD calls every one-time buyer alive, the others do not', () => {
  const p = Float64Array.of(0.5, 5, 0.8, 2.5)
  expect(probabilityAlive(bgNbd, p, 0, 0, 50)).toBe(1)
  expect(probabilityAlive(mbgNbd, p, 0, 0, 50)).toBeLessThan(1)
  expect(probabilityAlive(paretoNbd, p, 0, 0, 50)).toBeLessThan(1)
})

test('the expectation passes smoothly through a = 1 and s = 1', () => {
  for (const model of [bgNbd, mbgNbd, paretoNbd]) {
    const at = (third: number) => expectedPurchases(model, Float64Array.of(0.5, 5, third, 2.5), 3, 20, 30, 39)
    expect(at(1)).toBeCloseTo((at(0.999) + at(1.001)) / 2, 5)
  }
})

test('data that say nothing are refused in a sentence', () => {
  const learn = (x: number[], tx: number[], T: number[]) => () =>
    fitBtyd('pareto-nbd', countPurchases(x, tx, T).purchases)
  expect(learn([], [], [])).toThrow('There is no customer to learn from.')
  expect(learn([0, 0], [0, 0], [5, 9])).toThrow('Nobody has bought a second time yet')
  expect(learn([0], [0], [0])).toThrow('No time has passed')
  expect(learn([-1], [0], [5])).toThrow('Customer 1: x = -1 is not a count')
  expect(learn([1], [6], [5])).toThrow('the last purchase, 6, lies outside')
  expect(learn([1], [Number.NaN], [5])).toThrow('lies outside')
})

test.each([
  ['three customers', [1, 0, 2], [3, 0, 5], [10, 10, 10]],
  ['one customer', [3], [2], [4]],
  ['everybody the same', Array(200).fill(2), Array(200).fill(5), Array(200).fill(10)],
  ['everybody on the last day', [1, 2, 3, 4], [9, 9, 9, 9], [9, 9, 9, 9]],
  ['a long silence', [1, 2, 3, 4], [1, 2, 3, 4], [9000, 9000, 9000, 9000]],
] as [string, number[], number[], number[]][])('%s: a fit with warnings, finite throughout', (_, x, tx, T) => {
  for (const { name } of models) {
    const fit = fitBtyd(name as 'nbd', countPurchases(x, tx, T).purchases)
    expect(fit.warnings.length).toBeGreaterThan(0)
    expect([...fit.p, fit.logLikelihood, ...(fit.standardErrors ?? [])].every(Number.isFinite)).toBe(true)
    expect(expectedPurchases(fit.predictor, fit.p, x[0] ?? 0, tx[0] ?? 0, T[0] ?? 0, 10)).toSatisfy(Number.isFinite)
  }
})

test('grouping moves the fit by less than a tenth of its standard errors, even into 800 cells', () => {
  const { x, tx, T } = readCustomers(readFileSync(join(import.meta.dirname, 'testing/cdnow.csv'), 'utf8'))
  const { purchases } = countPurchases(x, tx, T)
  const grouped = groupPurchases(purchases, 800)
  expect(grouped.x.length).toBeLessThanOrEqual(800)
  expect(grouped.count.reduce((sum, count) => sum + count, 0)).toBe(x.length)
  const [whole, rough] = [fitBtyd('pareto-nbd', purchases), fitBtyd('pareto-nbd', grouped)]
  for (const [i, parameter] of whole.p.entries())
    expect(Math.abs((rough.p[i] ?? 0) - parameter)).toBeLessThan(0.1 * (whole.standardErrors?.[i] ?? 0))
})

test('a tracking curve of as many ages as customers is that of the days they fall on', () => {
  const p = Float64Array.of(0.55, 10.6, 0.6, 11.7)
  const T = Float64Array.from({ length: 150_000 }, (_, i) => (39 * (i + 0.5)) / 150_000)
  const [fine] = trackingCurve(paretoNbd, p, { T, count: T.map(() => 1) }, [52])
  const days = Float64Array.from({ length: 273 }, (_, day) => (day + 0.5) / 7)
  const [rough = 0] = trackingCurve(paretoNbd, p, { T: days, count: days.map(() => 150_000 / 273) }, [52])
  expect((fine ?? 0) / rough).toBeCloseTo(1, 2)
})

test('purchases are the rate added up over the time that a customer stays', () => {
  // Between two purchases BG and MBG customers stay for certain: only Pareto/NBD keeps rate and staying apart.
  const p = Float64Array.of(0.6, 8, 1.4, 12)
  const steps = 4000
  let sum = 0
  for (let i = 0; i < steps; i++) sum += probabilityAliveAt(paretoNbd, p, 3, 20, 30, ((i + 0.5) * 39) / steps)
  expect(expectedPurchases(paretoNbd, p, 3, 20, 30, 39)).toBeCloseTo(((3.6 / 38) * sum * 39) / steps, 6)
})

test('a BG customer of a known rate and chance of leaving stays as e^(−λpt)', () => {
  // Large r and a, b pin λ to 0.2 and p to 0.3.
  const p = Float64Array.of(200_000, 1_000_000, 300_000, 700_000)
  expect(probabilityAliveAt(bgNbd, p, 0, 0, 0, 10)).toBeCloseTo(Math.exp(-0.2 * 0.3 * 10), 4)
  expect(expectedPurchases(bgNbd, p, 0, 0, 0, 10)).toBeCloseTo(-Math.expm1(-0.2 * 0.3 * 10) / 0.3, 4)
})

test('P(alive) of many customers by whole days is that of each of them', () => {
  fc.assert(
    fc.property(
      anyParameters,
      fc.integer({ min: 1, max: 400 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat(), fc.nat()), { minLength: 1, maxLength: 20 }),
      (p, oldest, customers) => {
        for (const model of models) {
          const aliveOf = aliveByDays(model, p, 1 / 7, oldest)
          // The table is made once an x has been asked for often.
          for (let again = 0; again < 1 + oldest / 4; again++) aliveOf(3, 0, oldest)
          for (const [x, a, b] of [...customers, ...customers.map(([, a, b]) => [3, a, b] as const)]) {
            const age = b % (oldest + 1)
            const last = x === 0 ? 0 : a % (age + 1)
            const one = probabilityAlive(model, p, x, last / 7, age / 7)
            expect(Math.abs(aliveOf(x, last, age) - one)).toBeLessThan(1e-9)
          }
        }
      },
    ),
    { numRuns: 30 },
  )
})
