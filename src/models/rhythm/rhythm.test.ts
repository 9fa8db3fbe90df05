import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFrom } from '#models/folds'
import { fitRhythm, lateness, nextVisit, returnsWithin, rhythmOf, stillComing, type Visits } from './index.ts'

/** Customers with rhythms of their own around 30 days, a tenth of whom leave after each visit, watched for 400 days. */
function simulate(customers: number, seed: number): { visits: Visits; left: boolean[]; rhythms: number[] } {
  const random = randomFrom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const [pauses, starts, silence, left, rhythms]: [number[], number[], number[], boolean[], number[]] = [
    [],
    [0],
    [],
    [],
    [],
  ]
  for (let i = 0; i < customers; i++) {
    const mean = Math.log(30) + 0.6 * normal()
    let at = 200 * random()
    let gone = random() < 0.4
    while (!gone) {
      const pause = Math.max(1, Math.round(Math.exp(mean + 0.4 * normal())))
      if (at + pause > 400) break
      at += pause
      pauses.push(pause)
      gone = random() < 0.1
    }
    starts.push(pauses.length)
    silence.push(400 - at)
    left.push(gone)
    rhythms.push(mean)
  }
  return { visits: { pauses, starts, silence }, left, rhythms }
}

test('a shop of known rhythms is recognised', () => {
  const { visits, left } = simulate(4000, 7)
  const fit = fitRhythm(visits)
  expect(fit.first.leaves).toBeGreaterThan(0.34)
  expect(fit.first.leaves).toBeLessThan(0.46)
  expect(Math.exp(fit.usual.mean)).toBeGreaterThan(23)
  expect(Math.exp(fit.usual.mean)).toBeLessThan(33)
  expect(Math.sqrt(fit.usual.within)).toBeCloseTo(0.4, 1)
  expect(Math.sqrt(fit.usual.between)).toBeCloseTo(0.6, 1)
  for (const share of fit.leaves) expect(Math.abs(share - 0.1)).toBeLessThan(0.05)
  // Of those it calls nine in ten likely to come still, nine in ten do.
  const sure = left.flatMap((isLeft, i) => {
    const rhythm = rhythmOf(fit, visits.pauses, visits.starts[i] ?? 0, visits.starts[i + 1] ?? 0)
    return stillComing(rhythm, visits.silence[i] ?? 0) > 0.85 ? [isLeft] : []
  })
  expect(sure.length).toBeGreaterThan(300)
  expect(sure.filter(Boolean).length / sure.length).toBeLessThan(0.15)
})

const { visits: shop } = simulate(500, 3)
const shopFit = fitRhythm(shop)
const pausesOf = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 40 })
const silenceOf = fc.double({ min: 0, max: 1e6, noNaN: true })

test('the longer the silence, the later and the less likely still a customer', () => {
  fc.assert(
    fc.property(pausesOf, silenceOf, silenceOf, (pauses, a, b) => {
      const rhythm = rhythmOf(shopFit, pauses)
      const [short, long] = [Math.min(a, b), Math.max(a, b)]
      expect(lateness(rhythm, short)).toBeLessThanOrEqual(lateness(rhythm, long) + 1e-6)
      expect(stillComing(rhythm, short)).toBeGreaterThanOrEqual(stillComing(rhythm, long) - 1e-6)
    }),
  )
})

test('every answer is a number, and probabilities lie between 0 and 1', () => {
  fc.assert(
    fc.property(pausesOf, silenceOf, silenceOf, (pauses, silence, horizon) => {
      const rhythm = rhythmOf(shopFit, pauses)
      const chance = returnsWithin(rhythm, silence, horizon)
      const { wait, low, high } = nextVisit(rhythm, silence)
      for (const p of [lateness(rhythm, silence), stillComing(rhythm, silence), chance]) {
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
      }
      expect(chance).toBeLessThanOrEqual(stillComing(rhythm, silence) + 1e-9)
      expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true)
      expect(low).toBeLessThanOrEqual(wait)
      expect(wait).toBeLessThanOrEqual(high)
    }),
  )
})

test('hours or days, the answers are the same', () => {
  const scale = (values: ArrayLike<number>) => Array.from(values, (value) => 24 * value)
  const inHours = fitRhythm({ ...shop, pauses: scale(shop.pauses), silence: scale(shop.silence) })
  for (const [pauses, silence] of [
    [[], 40],
    [[30], 10],
    [[7, 7, 8, 6], 20],
  ] as const) {
    const days = rhythmOf(shopFit, pauses)
    const hours = rhythmOf(inHours, scale(pauses))
    expect(stillComing(hours, 24 * silence)).toBeCloseTo(stillComing(days, silence), 4)
    expect(returnsWithin(hours, 24 * silence, 24 * 90)).toBeCloseTo(returnsWithin(days, silence, 90), 4)
    expect(nextVisit(hours, 24 * silence).wait / 24).toBeCloseTo(nextVisit(days, silence).wait, 1)
  }
})

test('three visits make a rhythm of their own, and weekly guests are late sooner than monthly ones', () => {
  expect(rhythmOf(shopFit, [7]).isOwn).toBe(false)
  const weekly = rhythmOf(shopFit, [7, 7, 6, 8, 7])
  const monthly = rhythmOf(shopFit, [30, 28, 33, 30, 29])
  expect(weekly.isOwn).toBe(true)
  expect(lateness(weekly, 25)).toBeGreaterThan(0.95)
  expect(lateness(monthly, 25)).toBeLessThan(0.5)
  expect(nextVisit(weekly, 0).wait).toBeLessThan(10)
  expect(nextVisit(monthly, 0).wait).toBeGreaterThan(20)
})

test.each([
  ['nobody', { pauses: [], starts: [0], silence: [] }, 'no_customers'],
  ['one-time buyers only', { pauses: [], starts: [0, 0, 0], silence: [3, 40] }, 'no_repeats'],
])('%s: said in a sentence', (_, visits, reason) => {
  expect(() => fitRhythm(visits)).toThrow(expect.objectContaining({ reason }))
})

test('hardly anything to learn from is enough not to fail', () => {
  for (const visits of [
    { pauses: [0], starts: [0, 1], silence: [0] },
    { pauses: [5, 5, 5], starts: [0, 3, 3], silence: [0, 0] },
    { pauses: [1, 1, 1, 1], starts: [0, 2, 4], silence: [1000, 1000] },
  ]) {
    const fit = fitRhythm(visits)
    const rhythm = rhythmOf(fit, visits.pauses)
    expect(returnsWithin(rhythm, 10, 90)).toBeGreaterThanOrEqual(0)
    expect(Object.values(fit.first).every(Number.isFinite)).toBe(true)
    expect(Object.values(fit.usual).every(Number.isFinite)).toBe(true)
  }
})
