import { expect, test } from 'vitest'
import { covarianceOf, hessianOf, minimise } from './index.ts'

const banana = ([x = 0, y = 0]: ArrayLike<number> & Iterable<number>) => (1 - x) ** 2 + 100 * (y - x * x) ** 2

test('finds the bottom of a bent valley', () => {
  const { at, evaluations } = minimise(banana, [-1.2, 1], { tolerance: 1e-14, most: 2000 })
  expect(at[0]).toBeCloseTo(1, 4)
  expect(at[1]).toBeCloseTo(1, 4)
  expect(evaluations).toBeLessThan(2000)
})

test('walks around points where the function has no value, and bears a kink', () => {
  const { at } = minimise(([x = 0]) => (x < 0 ? Number.NaN : Math.abs(x - 3) + 0.1 * x), [0.2], { most: 2000 })
  expect(at[0]).toBeCloseTo(3, 3)
})

test('curvature of a bowl, and its inverse; none for a trough', () => {
  const bowl = ([x = 0, y = 0]: Float64Array) => 2 * x * x + x * y + 3 * y * y
  const hessian = hessianOf(bowl, Float64Array.of(0.3, -0.2))
  expect(hessian.flat().map((part) => Math.round(part * 1e6) / 1e6)).toEqual([4, 1, 1, 6])
  const covariance = covarianceOf(hessian)
  expect(covariance?.[0]?.[0]).toBeCloseTo(6 / 23, 6)
  expect(covariance?.[1]?.[0]).toBeCloseTo(-1 / 23, 6)
  expect(covarianceOf(hessianOf(([x = 0, y = 0]) => (x + y) ** 2, Float64Array.of(0, 0)))).toBeUndefined()
})
