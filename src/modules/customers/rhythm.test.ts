import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, addVisits, gapsOf, keptVisits, patience, quantile, readRhythm, yearlyValue } from './rhythm.ts'

const days = fc
  .uniqueArray(fc.integer({ min: 0, max: 1500 }), { minLength: 1, maxLength: keptVisits })
  .map((offsets) => offsets.toSorted((a, b) => a - b).map((offset) => addDays('2022-01-01', offset)))
const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 23 })

describe('patience', () => {
  test('is longer than the usual gap, and grows when every gap does', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 50 }), (some, more) => {
        expect(patience(some)).toBeGreaterThan(quantile(some, 0.5))
        expect(patience(some.map((gap) => gap + more))).toBeGreaterThanOrEqual(patience(some) + more)
      }),
    )
  })

  test('is longer than nine in ten of their own gaps', () => {
    fc.assert(
      fc.property(gaps, (some) => {
        const shorter = some.filter((gap) => gap < patience(some)).length
        expect(shorter / some.length).toBeGreaterThanOrEqual(0.9 - 1 / some.length)
      }),
    )
  })
})

test('late begins after the last visit, and one more visit puts it off', () => {
  fc.assert(
    fc.property(days, (some) => {
      const { lateFrom, usualGapDays } = readRhythm(some)
      if (some.length < 4) {
        expect([lateFrom, usualGapDays]).toEqual([null, null])
        return
      }
      const last = some.at(-1) ?? ''
      expect((lateFrom ?? '') > last).toBe(true)
      // Coming on the very day that one would have been late is coming.
      const next = readRhythm([...some, lateFrom ?? ''])
      expect((next.lateFrom ?? '') > (lateFrom ?? '')).toBe(true)
    }),
  )
})

test('who comes every ten days is late on the day after fifteen of silence, and came back when they did', () => {
  const regular = ['2026-01-01', '2026-01-11', '2026-01-21', '2026-01-31']
  expect(readRhythm(regular)).toEqual({ usualGapDays: 10, lateFrom: '2026-02-16', cameBackOn: null })
  expect(readRhythm([...regular, '2026-02-15']).cameBackOn).toBeNull()
  expect(readRhythm([...regular, '2026-02-16']).cameBackOn).toBe('2026-02-16')
})

test('visits can be added in any order, in any portions, again and again', () => {
  fc.assert(
    fc.property(fc.array(days, { maxLength: 4 }), (portions) => {
      const inOrder = portions.reduce<string[]>(addVisits, [])
      const backwards = portions.toReversed().reduce<string[]>(addVisits, [])
      const atOnce = addVisits([], portions.flat())
      expect(backwards).toEqual(inOrder)
      expect(atOnce).toEqual(inOrder)
      expect(addVisits(inOrder, inOrder)).toEqual(inOrder)
      expect(inOrder.length).toBeLessThanOrEqual(keptVisits)
    }),
  )
})

test('gaps are as many days as lie between, over changes of the clock too', () => {
  expect(gapsOf(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-26'])).toEqual([1, 1, 208, 2])
  fc.assert(
    fc.property(days, (some) => {
      expect(gapsOf(some).reduce((at, gap) => addDays(at, gap), some[0] ?? '')).toBe(some.at(-1))
    }),
  )
})

test('a quantile lies within the values and rises', () => {
  fc.assert(
    fc.property(
      gaps,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (v, p, q) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)]
        expect(quantile(v, low)).toBeLessThanOrEqual(quantile(v, high) + 1e-9)
        expect(quantile(v, 0)).toBe(Math.min(...v))
        expect(quantile(v, 1)).toBe(Math.max(...v))
      },
    ),
  )
})

test('what somebody brings in a year is nothing for one visit and grows with what they spend', () => {
  expect(yearlyValue(5_000, 1, '2026-01-01', '2026-01-01')).toBe(0)
  expect(yearlyValue(36_500, 2, '2025-01-01', '2025-07-02')).toBe(Math.round((36_500 / 364) * 365))
  // Two visits in one week are not yet fifty a year.
  expect(yearlyValue(9_000, 2, '2026-01-01', '2026-01-08')).toBe(36_500)
})
