import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gaussLegendre, hypergeometric, logGamma } from './index.ts'

test('the logarithm of gamma at points that are known', () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14)
  expect(logGamma(1)).toBeCloseTo(0, 14)
  expect(logGamma(2)).toBeCloseTo(0, 14)
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 13)
  expect(logGamma(171)).toBeCloseTo(706.5730622457874, 10)
  expect(logGamma(1e-9)).toBeCloseTo(-Math.log(1e-9), 8)
  expect(logGamma(0)).toBeNaN()
})

test('gamma of one more is x times gamma', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (x) => {
      const [next, here] = [logGamma(x + 1), logGamma(x) + Math.log(x)]
      expect(Math.abs(next - here)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(next)))
    }),
  )
})

test('the hypergeometric series is the functions that it contains', () => {
  for (const z of [0, 0.1, 0.5, 0.9, 0.99]) {
    if (z > 0) expect(hypergeometric(1, 1, 2, z)).toBeCloseTo(-Math.log1p(-z) / z, 11)
    expect(hypergeometric(2.5, 3, 3, z) * (1 - z) ** 2.5).toBeCloseTo(1, 11)
    expect(hypergeometric(0, 3, 4, z)).toBe(1)
  }
  // Gauss contiguous relation: c(1 − z)F − cF(a−) + (c − b)zF(c+) = 0.
  const [a, b, c, z] = [1.3, 2.2, 3.7, 0.6]
  const relation =
    c * (1 - z) * hypergeometric(a, b, c, z) -
    c * hypergeometric(a - 1, b, c, z) +
    (c - b) * z * hypergeometric(a, b, c + 1, z)
  expect(relation).toBeCloseTo(0, 12)
})

test('Gauss–Legendre integrates polynomials exactly and e^x nearly', () => {
  const { nodes, weights } = gaussLegendre(12)
  const integral = (f: (x: number) => number) => nodes.reduce((sum, node, i) => sum + (weights[i] ?? 0) * f(node), 0)
  expect(integral(() => 1)).toBeCloseTo(2, 13)
  expect(integral((x) => x ** 22)).toBeCloseTo(2 / 23, 13)
  expect(integral(Math.exp)).toBeCloseTo(Math.E - 1 / Math.E, 13)
})
