import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kaplanMeier, survivalAt } from './index.ts'
import telco from './testing/telco.reference.json' with { type: 'json' }

describe.each(Object.entries(telco.groups))('survival of telecom customers, %s', (_, { spells, expected }) => {
  const points = kaplanMeier(spells.map(([time = 0, events = 0, censored = 0]) => ({ time, events, censored })))

  test.each(Object.entries(expected))('after %s months', (month, { S, se_greenwood, ci_loglog }) => {
    const point = survivalAt(points, Number(month))
    expect(point?.survival ?? 1).toBeCloseTo(S, 5)
    expect(point?.standardError ?? 0).toBeCloseTo(se_greenwood, 5)
    expect(point?.low ?? 1).toBeCloseTo(ci_loglog[0] ?? 0, 5)
    expect(point?.high ?? 1).toBeCloseTo(ci_loglog[1] ?? 0, 5)
  })
})

const spell = fc.record({ time: fc.integer({ min: 0, max: 30 }), events: fc.nat(5), censored: fc.nat(5) })

test('survival never rises and stays inside its interval', () => {
  fc.assert(
    fc.property(fc.array(spell), (spells) => {
      let before = 1
      for (const { survival, low, high } of kaplanMeier(spells)) {
        expect(survival).toBeLessThanOrEqual(before)
        expect(low).toBeLessThanOrEqual(survival + 1e-12)
        expect(high).toBeGreaterThanOrEqual(survival - 1e-12)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        before = survival
      }
    }),
  )
})

test('without censoring survival is the share of those still there', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), (times) => {
      const points = kaplanMeier(times.map((time) => ({ time, events: 1, censored: 0 })))
      for (const { time, survival } of points) {
        expect(survival).toBeCloseTo(times.filter((each) => each > time).length / times.length, 10)
      }
    }),
  )
})

test('nobody watched, no curve', () => {
  expect(kaplanMeier([])).toEqual([])
})
