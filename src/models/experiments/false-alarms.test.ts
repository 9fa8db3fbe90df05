import { describe, expect, it } from 'vitest'
import { type ArmSums, estimateEffect, momentsOf, sequentialTest, tTest } from './index.ts'

const experiments = 1000
const days = 28
const perDay = 60

/** Park & Miller's generator: the same people every time. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

/** Share of A/A experiments called at the end by the t-test, and on any day by each test. */
function simulate(draw: (random: () => number) => number, kind: 'mean' | 'proportion', seed: number) {
  const random = makeRandom(seed)
  const alarms = { fixed: 0, fixedPeeking: 0, sequentialPeeking: 0 }
  for (let experiment = 0; experiment < experiments; experiment++) {
    const arms: [ArmSums, ArmSums] = [
      { n: 0, sum: 0, sumSquares: 0 },
      { n: 0, sum: 0, sumSquares: 0 },
    ]
    const seen = { fixed: false, peeking: false, sequential: false }
    for (let day = 0; day < days; day++) {
      for (const arm of arms)
        for (let person = 0; person < perDay; person++) {
          const value = draw(random)
          arm.n++
          arm.sum += value
          arm.sumSquares += value * value
        }
      const effect = estimateEffect(momentsOf(arms[0], kind), momentsOf(arms[1], kind), 'absolute')
      if (typeof effect === 'string') continue
      seen.fixed = tTest(effect).p < 0.05
      seen.peeking ||= seen.fixed
      seen.sequential ||= sequentialTest(effect).p < 0.05
    }
    alarms.fixed += Number(seen.fixed) / experiments
    alarms.fixedPeeking += Number(seen.peeking) / experiments
    alarms.sequentialPeeking += Number(seen.sequential) / experiments
  }
  return alarms
}

describe('1,000 experiments in which nothing was done', () => {
  it.each([
    ['spend, skewed', (random: () => number) => -Math.log(random()) * 20, 'mean', 7],
    ['visits, one in ten', (random: () => number) => Number(random() < 0.1), 'proportion', 11],
  ] as const)(
    '%s: 5 %% false alarms at the end, no more than 5 %% with a look every day at the sequential test',
    (_, draw, kind, seed) => {
      const alarms = simulate(draw, kind, seed)
      expect(Math.abs(alarms.fixed - 0.05)).toBeLessThanOrEqual(0.015)
      expect(alarms.sequentialPeeking).toBeLessThanOrEqual(0.05)
      // Why the sequential test is there: daily looks at the fixed one cry wolf many times more often.
      expect(alarms.fixedPeeking).toBeGreaterThan(0.15)
    },
  )
})
