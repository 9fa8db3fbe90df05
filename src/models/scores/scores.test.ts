import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areaUnderRoc, averagePrecision, brierScore, expectedCalibrationError, logLoss } from './index.ts'

const people = fc.array(fc.record({ score: fc.integer({ min: -20, max: 20 }), label: fc.constantFrom(0, 1) }), {
  minLength: 1,
})
const scoresOf = (rows: { score: number }[]) => rows.map(({ score }) => score)
const labelsOf = (rows: { label: number }[]) => rows.map(({ label }) => label)

test('the area is how often a positive is above a negative, half for ties', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const pairs = rows.flatMap((one) =>
        one.label === 1 ? rows.filter((zero) => zero.label === 0).map((zero) => Math.sign(one.score - zero.score)) : [],
      )
      const expected = pairs.length === 0 ? 0.5 : pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0) / pairs.length
      expect(areaUnderRoc(scoresOf(rows), labelsOf(rows))).toBeCloseTo(expected, 12)
    }),
  )
})

test('a rising map of the scores changes neither area nor precision; a turn reflects the area', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const labels = labelsOf(rows)
      const area = areaUnderRoc(scoresOf(rows), labels)
      const mapped = scoresOf(rows).map((score) => Math.exp(score / 3) + score)
      expect(areaUnderRoc(mapped, labels)).toBe(area)
      expect(averagePrecision(mapped, labels)).toBe(averagePrecision(scoresOf(rows), labels))
      expect(
        areaUnderRoc(
          scoresOf(rows).map((score) => -score),
          labels,
        ),
      ).toBeCloseTo(1 - area, 12)
    }),
  )
})

test('average precision of a known ranking', () => {
  // scikit-learn's own example
  expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.8333, 4)
  expect(averagePrecision([1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25)
})

test('certainty that is wrong costs much but never without end', () => {
  expect(logLoss([0, 1], [1, 0])).toBeCloseTo(34.54, 1)
  expect(logLoss([0.5], [1])).toBeCloseTo(Math.LN2, 12)
  expect(brierScore([0.25, 1], [0, 1])).toBe(0.03125)
})

test('calibration error by hand', () => {
  // Bin 0.1–0.2: mean 0.15, rate 0.5, half the rows; bin 0.9–1: mean 1, rate 1.
  expect(expectedCalibrationError([0.1, 0.199999, 1, 1], [1, 0, 1, 1])).toBeCloseTo(0.175, 5)
})
