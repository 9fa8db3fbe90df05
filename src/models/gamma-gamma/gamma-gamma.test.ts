import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectedValue, fitGammaGamma } from './index.ts'

const [, ...lines] = readFileSync(join(import.meta.dirname, 'testing/cdnow-repeaters.csv'), 'utf8')
  .trim()
  .split('\n')
const x = Float64Array.from(lines, (line) => Number(line.split(',')[0]))
const z = Float64Array.from(lines, (line) => Number(line.split(',')[1]))

test('finds the published parameters on the 946 repeaters of CDNOW', () => {
  const fit = fitGammaGamma({ x, z })
  expect(fit.customers).toBe(946)
  expect([fit.p, fit.q, fit.gamma].map((part) => Number(part.toFixed(2)))).toEqual([6.25, 3.74, 15.45])
  expect(fit.logLikelihood).toBeCloseTo(-4055.92, 2)
  expect(fit.correlation).toBeCloseTo(0.11, 2)
  expect(fit.warnings).toEqual([])
  expect(expectedValue(fit, 0, 0)).toBeCloseTo(35.17, 1)
})

test('in cents γ is a hundred times as large, p and q stay', () => {
  const [euros, cents] = [fitGammaGamma({ x, z }), fitGammaGamma({ x, z: z.map((value) => value * 100) })]
  expect(cents.p).toBeCloseTo(euros.p, 3)
  expect(cents.q).toBeCloseTo(euros.q, 3)
  expect(cents.gamma / 100).toBeCloseTo(euros.gamma, 2)
})

test('the more purchases, the nearer the expectation to what the customer spends', () => {
  const fit = fitGammaGamma({ x, z })
  const nobody = expectedValue(fit, 0, 0) ?? 0
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0.01, max: 1e6, noNaN: true }), (times, mean) => {
      const [once, more] = [expectedValue(fit, times, mean) ?? 0, expectedValue(fit, times + 1, mean) ?? 0]
      expect(Math.abs(more - mean)).toBeLessThanOrEqual(Math.abs(once - mean) * (1 + 1e-12))
      expect(once).toBeGreaterThanOrEqual(Math.min(mean, nobody) * (1 - 1e-12))
      expect(once).toBeLessThanOrEqual(Math.max(mean, nobody) * (1 + 1e-12))
    }),
  )
})

test('too few customers are refused, customers all alike are warned of, those without a value left out', () => {
  expect(() => fitGammaGamma({ x: [1, 2], z: [5, 6] })).toThrow('Only 2 customers')
  expect(() => fitGammaGamma({ x: [0, 0, 1, 2], z: [0, 0, -4, 0] })).toThrow('Only 0 customers')
  const alike = fitGammaGamma({ x: Array(50).fill(2), z: Array(50).fill(10) })
  expect(alike.warnings.map(({ reason }) => reason)).toContain('not_identified')
  expect([alike.p, alike.q, alike.gamma, alike.logLikelihood].every(Number.isFinite)).toBe(true)
  expect(expectedValue(alike, 2, 10)).toBeCloseTo(10, 1)
})

test('where each customer spends the same every time, no standard errors are made up', () => {
  const steady = fitGammaGamma({ x: [3, 4, 7, 2], z: [5, 5, 3, 9] })
  expect(steady.p).toBeGreaterThan(1e4)
  expect(steady.standardErrors).toBeUndefined()
  expect(steady.warnings.map(({ reason }) => reason)).toContain('alike')
  expect(expectedValue(steady, 7, 3)).toBeCloseTo(3, 0)
})
