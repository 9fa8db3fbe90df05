import { expect, test } from 'vitest'
import { type ArmSums, addUpArm } from '#models/experiments'
import { randomFrom } from '#models/folds'
import { addSums, judgeMetric } from './judge.ts'

const random = randomFrom(20260301)
const arms = [
  { key: 'control', isControl: true },
  { key: 'a', isControl: false },
  { key: 'b', isControl: false },
]
const judge = (sums: ArmSums[], more: Partial<Parameters<typeof judgeMetric>[0]> = {}) =>
  judgeMetric({
    metric: { of: 'orders', measure: 'count' },
    role: 'goal',
    wanted: 'more',
    sums,
    arms: arms.slice(0, sums.length),
    interval: 'fixed',
    alpha: 0.05,
    tuning: 500,
    ...more,
  })
/** Skewed as money is, with a past that foretells it in part. */
const people = (n: number, effect = 0): ArmSums => {
  const before = Array.from({ length: n }, () => -Math.log(1 - random()))
  return addUpArm(
    before.map((x) => 0.5 * x - Math.log(1 - random()) + effect),
    before,
  )
}

test('where nothing was done, 400 small experiments with two variants call no more of them real than was said', () => {
  const called = Array.from({ length: 400 }, () => judge([people(120), people(120), people(120)])).filter(
    ({ comparisons }) => comparisons.some(({ verdict }) => verdict === 'better' || verdict === 'worse'),
  ).length
  // 5 % of 400 is 20; more than 33 would be by chance once in a thousand.
  expect(called).toBeLessThan(33)
  expect(called).toBeGreaterThan(5)
})

test('looked at after every tenth of the people, no more than one in twenty is called', () => {
  const called = Array.from({ length: 200 }, () => {
    let sums = [people(20), people(20)]
    for (let look = 0; look < 10; look++) {
      const [comparison] = judge(sums, { interval: 'sequential' }).comparisons
      if (comparison?.verdict !== 'unclear') return true
      sums = sums.map((arm) => addSums(arm, people(20)))
    }
    return false
  }).filter(Boolean).length
  expect(called).toBeLessThanOrEqual(14)
})

test('an effect that is there is found, nearer with history than without', () => {
  const [control, arm] = [people(2000), people(2000, 0.2)]
  const without = ({ n, sum, sumSquares }: ArmSums): ArmSums => ({ n, sum, sumSquares })
  const plain = judge([without(control), without(arm)]).comparisons[0]
  const adjusted = judge([control, arm]).comparisons[0]
  expect(adjusted).toMatchObject({ verdict: 'better', adjusted: true })
  const width = (one: typeof adjusted) => (one?.absolute?.high ?? 0) - (one?.absolute?.low ?? 0)
  expect(width(adjusted)).toBeLessThan(width(plain))
  expect(adjusted?.absolute?.low).toBeLessThan(0.2)
  expect(adjusted?.absolute?.high).toBeGreaterThan(0.2)
  expect(adjusted?.total?.value).toBeCloseTo(2000 * (adjusted?.absolute?.value ?? 0))
})

test('fewer is better where fewer is wanted', () => {
  const [control, arm] = [people(2000, 0.5), people(2000)]
  expect(judge([control, arm], { wanted: 'less' }).comparisons[0]).toMatchObject({ verdict: 'better' })
  const chance = judge([control, arm], { wanted: 'less' }).comparisons[0]?.chanceToWin ?? 0
  expect(chance).toBeGreaterThan(99)
})

test('nobody, one person, nothing that happened and refunds alone are words or numbers, never NaN', () => {
  const one = (...values: number[]) => addUpArm(values)
  expect(judge([one(), one()]).comparisons[0]).toMatchObject({ problem: 'too_few_people', verdict: 'none' })
  expect(judge([one(1), one(2)]).comparisons[0]).toMatchObject({ problem: 'too_few_people' })
  expect(judge([one(0, 0, 0), one(0, 0)]).comparisons[0]).toMatchObject({ problem: 'no_variation' })
  const refunds = judge([one(-500, -200, 0), one(-900, -100, 300)])
  expect(JSON.stringify(refunds)).not.toMatch(/null,"low"|NaN/)
  expect(refunds.comparisons[0]?.absolute?.value).toBeCloseTo(0)
  expect(judge([one(0, 0, 0), one(1, 2, 3)]).comparisons[0]).toMatchObject({ relative: null, problem: null })
})
