import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chiSquareSurvival,
  normalExcess,
  normalSurvival,
  normalUpperQuantile,
  studentSurvival,
  studentUpperQuantile,
} from './index.ts'

const relative = (value: number, wanted: number) => Math.abs(value / wanted - 1)

describe('distributions', () => {
  it('keeps its digits in the normal tail', () => {
    expect(normalSurvival(1e200)).toBe(0)
    expect(studentSurvival(1e200, 5)).toBe(0)
    expect(relative(normalSurvival(1.959963984540054), 0.025)).toBeLessThan(1e-13)
    expect(relative(normalSurvival(10), 7.619853024160527e-24)).toBeLessThan(1e-12)
    expect(relative(normalSurvival(37), 5.725571222524577e-300)).toBeLessThan(1e-11)
  })

  it('has the closed forms of Student’s distribution with one and two degrees of freedom', () => {
    for (const t of [0.1, 1, 3, 40, 1e5]) {
      expect(relative(studentSurvival(t, 1), Math.atan2(1, t) / Math.PI)).toBeLessThan(1e-12)
      const root = Math.sqrt(2 + t * t)
      expect(relative(studentSurvival(t, 2), 1 / (root * (root + t)))).toBeLessThan(1e-12)
    }
  })

  it('knows the tables of t and χ²', () => {
    const t = studentUpperQuantile(0.025, 4)
    const cosSquared = 4 / (4 + t * t)
    expect(0.5 - 0.5 * Math.sqrt(1 - cosSquared) * (1 + 0.5 * cosSquared)).toBeCloseTo(0.025, 14)
    expect(studentUpperQuantile(0.025, 10)).toBeCloseTo(2.228138852, 9)
    expect(studentUpperQuantile(0.005, 1)).toBeCloseTo(63.65674116287399, 9)
    expect(chiSquareSurvival(3.841458820694124, 1)).toBeCloseTo(0.05, 12)
    expect(chiSquareSurvival(11, 1)).toBeCloseTo(0.000911118877, 11)
    expect(relative(chiSquareSurvival(1000, 2), Math.exp(-500))).toBeLessThan(1e-11)
  })

  it('turns a probability into a quantile and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 0.999, noNaN: true }),
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        (p, df) => {
          expect(relative(normalSurvival(normalUpperQuantile(p)), p)).toBeLessThan(1e-10)
          expect(relative(studentSurvival(studentUpperQuantile(p, df), df), p)).toBeLessThan(1e-9)
        },
      ),
    )
  })

  it('approaches the normal distribution with many degrees of freedom and falls with t', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        (t, df) => {
          expect(studentSurvival(t, 1e12)).toBeCloseTo(normalSurvival(t), 10)
          expect(studentSurvival(t + 0.01, df)).toBeLessThan(studentSurvival(t, df))
        },
      ),
    )
  })

  it('has no step where the many degrees of freedom begin', () => {
    for (const t of [0.1, 1, 1.7320797, 5, 20])
      expect(relative(studentSurvival(t, 999_999), studentSurvival(t, 1_000_001))).toBeLessThan(1e-6)
    for (const t of [0.1, 1, 1.7320797, 5])
      expect(relative(studentSurvival(t, 1e6), studentSurvival(t, 1e6 + 1e-3))).toBeLessThan(1e-9)
  })

  it('gives the mean excess without cancelling', () => {
    // E[max(Z − z, 0)] falls with slope −P(Z > z).
    for (const z of [-3, 0, 1.9, 2.1, 5, 20]) {
      const h = 1e-4
      const slope = (normalExcess(z + h) - normalExcess(z - h)) / (2 * h)
      expect(relative(-slope, normalSurvival(z))).toBeLessThan(1e-5)
    }
    expect(relative(normalExcess(2 - 1e-12), normalExcess(2))).toBeLessThan(1e-9)
  })
})
