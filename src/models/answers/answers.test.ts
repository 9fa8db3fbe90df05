import fc from 'fast-check'
import { expect, test } from 'vitest'
import { netPromoterScore, shareOf } from './index.ts'

const counts = fc
  .record({ promoters: fc.nat(400), passives: fc.nat(400), detractors: fc.nat(400) })
  .filter(({ promoters, passives, detractors }) => promoters + passives + detractors > 0)
  .map(({ promoters, passives, detractors }) => ({ promoters, detractors, answers: promoters + passives + detractors }))

const scoreOf = (of: { promoters: number; detractors: number; answers: number }) => {
  const found = netPromoterScore(of)
  if (!found) throw new Error('no answers')
  return found
}

test('the interval of a Net Promoter Score holds the score, stays on the scale, mirrors and narrows with more answers', () => {
  fc.assert(
    fc.property(counts, (of) => {
      const { value, low, high } = scoreOf(of)
      expect(value).toBeCloseTo((100 * (of.promoters - of.detractors)) / of.answers, 9)
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
      expect(low).toBeGreaterThanOrEqual(-100)
      expect(high).toBeLessThanOrEqual(100)
      const mirrored = scoreOf({ ...of, promoters: of.detractors, detractors: of.promoters })
      expect(mirrored.low).toBeCloseTo(-high, 9)
      const more = scoreOf({ promoters: of.promoters * 4, detractors: of.detractors * 4, answers: of.answers * 4 })
      expect(more.high - more.low).toBeLessThan(high - low)
    }),
  )
})

test('of all samples of thirty, about 95 of 100 have an interval that holds the true score', () => {
  for (const [promoting, detracting] of [
    [0.5, 0.2],
    [0.3, 0.3],
    [0.75, 0.05],
    [0.1, 0.6],
  ] as const) {
    let covered = 0
    for (let promoters = 0; promoters <= 30; promoters++)
      for (let detractors = 0; promoters + detractors <= 30; detractors++) {
        const { low, high } = scoreOf({ promoters, detractors, answers: 30 })
        const truth = 100 * (promoting - detracting)
        if (low <= truth && truth <= high) covered += chance(30, promoters, detractors, promoting, detracting)
      }
    expect(covered).toBeGreaterThan(0.93)
    expect(covered).toBeLessThan(0.98)
  }
})

test('a share has the interval that Wilson gave', () => {
  expect(shareOf(0, 0)).toBeUndefined()
  expect(netPromoterScore({ promoters: 0, detractors: 0, answers: 0 })).toBeUndefined()
  const { value, low, high } = shareOf(8, 10) ?? { value: 0, low: 0, high: 0 }
  expect([value, low, high].map((one) => one.toFixed(4))).toEqual(['0.8000', '0.4902', '0.9433'])
  expect(shareOf(0, 10)).toMatchObject({ value: 0, low: 0 })
  expect(shareOf(10, 10)).toMatchObject({ value: 1, high: 1 })
})

function chance(n: number, a: number, b: number, p: number, q: number): number {
  const logFactorial = (k: number): number => (k < 2 ? 0 : Math.log(k) + logFactorial(k - 1))
  const ways = logFactorial(n) - logFactorial(a) - logFactorial(b) - logFactorial(n - a - b)
  return Math.exp(ways + a * Math.log(p) + b * Math.log(q) + (n - a - b) * Math.log(1 - p - q))
}
