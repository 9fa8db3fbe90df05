import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discountedLifetime, fitSbg, retentionRate, survivalCurve } from './index.ts'

// "High End" subscribers of Fader & Hardie (2007): of 1,000, left after each year.
const highEnd = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394]

test.each([
  { years: 7, alpha: 0.6681, beta: 3.8061, logLikelihood: -1611.158, lifetime: 5.9223, renewed: 6.3649, miss: 0.016 },
  { years: 4, alpha: 1.281, beta: 7.7904, logLikelihood: -1225.135, lifetime: 5.4638, renewed: 5.7176, miss: 0.087 },
  { years: 12, alpha: 0.5961, beta: 3.327, logLikelihood: -2010.858, lifetime: 6.0068, renewed: 6.4942, miss: 0 },
])('fitted to $years years it is what an independent program finds', ({ years, ...reference }) => {
  const { alpha, beta, logLikelihood, warnings } = fitSbg(highEnd.slice(0, years + 1))
  expect(alpha).toBeCloseTo(reference.alpha, 3)
  expect(beta).toBeCloseTo(reference.beta, 3)
  expect(logLikelihood).toBeCloseTo(reference.logLikelihood, 3)
  expect(discountedLifetime(alpha, beta, 0, 0.1)).toBeCloseTo(reference.lifetime, 3)
  expect(discountedLifetime(alpha, beta, 1, 0.1)).toBeCloseTo(reference.renewed, 3)
  const misses = survivalCurve(alpha, beta, 12).flatMap((share, t) =>
    t > years ? Math.abs(share - (highEnd[t] ?? 0) / 1000) : 0,
  )
  expect(Math.max(...misses)).toBeCloseTo(reference.miss, 3)
  expect(warnings).toEqual([])
})

test('survival falls, retention rises with age, and the discounted lifetime is the sum that it stands for', () => {
  const some = fc.double({ min: 0.05, max: 50, noNaN: true })
  fc.assert(
    fc.property(some, some, (alpha, beta) => {
      const survival = survivalCurve(alpha, beta, 500)
      for (let t = 1; t < 30; t++) {
        expect(survival[t]).toBeLessThan(survival[t - 1] ?? 0)
        expect(retentionRate(alpha, beta, t + 1)).toBeGreaterThan(retentionRate(alpha, beta, t))
      }
      const sum = survival.reduce((total, share, t) => total + share / 1.1 ** t, 0)
      expect(discountedLifetime(alpha, beta, 0, 0.1) / sum).toBeCloseTo(1, 9)
    }),
  )
})

test('a hundred times the customers have the same parameters', () => {
  const [few, many] = [fitSbg(highEnd), fitSbg(highEnd.map((left) => left * 100))]
  expect(many.alpha).toBeCloseTo(few.alpha, 4)
  expect(many.beta).toBeCloseTo(few.beta, 4)
  expect(many.standardErrors?.[0]).toBeCloseTo((few.standardErrors?.[0] ?? 0) / 10, 3)
})

test('constant retention is told, impossible survivors are refused', () => {
  const constant = fitSbg([1000, 800, 640, 512, 409.6])
  expect(constant.warnings.map(({ reason }) => reason)).toEqual(['not_identified'])
  expect(constant.standardErrors).toBeUndefined()
  expect(fitSbg([1000, 500, 0, 0])).toMatchObject({ standardErrors: undefined, warnings: [{}] })
  expect(retentionRate(constant.alpha, constant.beta, 1)).toBeCloseTo(0.8, 3)
  expect(() => fitSbg([100])).toThrow('two periods')
  expect(() => fitSbg([100, 120])).toThrow('Survivors cannot rise: 100 is followed by 120.')
  expect(() => fitSbg([100, 100])).toThrow('Nobody has left')
  expect(() => fitSbg([100, -5])).toThrow('counts')
  expect(fitSbg([100, 0])).toMatchObject({ logLikelihood: expect.toSatisfy(Number.isFinite) })
})
