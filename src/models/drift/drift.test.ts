import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categoryStability, kolmogorovSmirnov, numberStability } from './index.ts'

const values = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(Number.NaN)), { maxLength: 50 })
const numbers = values.map((list) => Float64Array.from(list))

test('the same people have not moved', () => {
  fc.assert(
    fc.property(numbers, (before) => {
      expect(numberStability(before, before)).toBe(0)
      expect(kolmogorovSmirnov(before, before).statistic).toBe(0)
    }),
  )
})

test('neither figure is below 0 or without end, and scale is of no weight', () => {
  fc.assert(
    fc.property(numbers, numbers, (before, after) => {
      const psi = numberStability(before, after)
      const { statistic, pValue } = kolmogorovSmirnov(before, after)
      expect(psi).toBeGreaterThanOrEqual(0)
      expect(psi).toBeLessThan(100)
      expect(statistic).toBeLessThanOrEqual(1)
      expect(pValue).toBeGreaterThanOrEqual(0)
      expect(pValue).toBeLessThanOrEqual(1)
      const scaled = (list: Float64Array) => list.map((value) => 8 * value + 3)
      expect(numberStability(scaled(before), scaled(after))).toBe(psi)
      expect(kolmogorovSmirnov(scaled(before), scaled(after)).statistic).toBe(statistic)
    }),
  )
})

test('shares 50/50 that become 75/25', () => {
  const many = (a: number, b: number) => [...Array(a).fill('a'), ...Array(b).fill('b')]
  expect(categoryStability(many(5000, 5000), many(7500, 2500))).toBeCloseTo(0.25 * Math.log(3), 3)
})

test('samples apart: distance 1 and no doubt', () => {
  const { statistic, pValue } = kolmogorovSmirnov(new Float64Array(50), new Float64Array(50).fill(1))
  expect(statistic).toBe(1)
  expect(pValue).toBeLessThan(1e-9)
})
