import { expect, test } from 'vitest'
import type { Habits } from '#modules/customers'
import { explainByRules } from './explain-by-rules.ts'

const day = (at: number) => Temporal.PlainDate.from('2026-01-01').add({ days: at }).toString()

function habits(visits: number[], spent: number[], wanted: Partial<Habits> = {}): Habits {
  return {
    asOf: day((visits.at(-1) ?? 0) + 1),
    currency: 'EUR',
    timeZone: 'UTC',
    recentVisits: visits.map(day),
    usualGapDays: 7,
    lateFrom: day((visits.at(-1) ?? 0) + 12),
    silentDays: 1,
    orders: visits.map((at, i) => ({ on: day(at), revenueMinor: spent[i] ?? 1000 })).reverse(),
    refundedOn: [],
    ...wanted,
  }
}
const weekly = [0, 7, 14, 21, 28, 35, 42, 49]
const steady = weekly.map(() => 1000)

test('who comes and spends as always is a low risk without reasons', () => {
  expect(explainByRules(habits(weekly, steady))).toEqual({ level: 'low', reasons: [] })
})

test('too few visits say nothing', () => {
  expect(explainByRules(habits([0, 7], [1000, 1000], { usualGapDays: null }))).toEqual({ level: null, reasons: [] })
})

test('who is late is a medium risk, a high one when very late or spending less as well', () => {
  const late = { asOf: day(62), silentDays: 13, lateFrom: day(61) }
  expect(explainByRules(habits(weekly, steady, late))).toEqual({
    level: 'medium',
    reasons: [{ kind: 'late', usualGapDays: 7, silentDays: 13, weight: 0 }],
  })
  expect(explainByRules(habits(weekly, steady, { ...late, asOf: day(80), silentDays: 31 })).level).toBe('high')
  const less = explainByRules(habits(weekly, [1000, 1000, 1000, 1000, 1000, 500, 500, 500], late))
  expect(less).toMatchObject({ level: 'high', reasons: [{ kind: 'late' }, { kind: 'spends_less' }] })
})

test('spending less needs three days of it, not one', () => {
  const once = explainByRules(habits(weekly, [1000, 1000, 1000, 1000, 1000, 1000, 1000, 100]))
  expect(once.reasons).toEqual([])
  const thrice = explainByRules(habits(weekly, [1000, 1000, 1000, 1000, 1000, 600, 500, 400]))
  expect(thrice).toEqual({
    level: 'low',
    reasons: [{ kind: 'spends_less', beforeMinor: 1000, nowMinor: 500, orders: 3, weight: 0 }],
  })
})

test('rarer visits and refunds are told', () => {
  const rarer = explainByRules(habits([0, 7, 14, 21, 28, 42, 56, 70], steady, { refundedOn: [day(60)] }))
  expect(rarer.reasons).toEqual([
    { kind: 'comes_less', beforeDays: 7, nowDays: 14, weight: 0 },
    { kind: 'refunded', refunds: 1, withinDays: 30, weight: 0 },
  ])
})
