import { expect, test } from 'vitest'
import { isCelebratedOn, nextBirthday } from './birthday.ts'
import { fromNow } from './from-now.ts'

const rule = { points: 30, leapDay: 'feb28' } as const
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

test('birthdays of before the rule was switched on bring nothing, the one that is running then does', () => {
  const member = { birthday: '1990-05-10', setAt: at('2022-01-05T10:00:00Z'), paidYear: null }
  const next = (enabledAt?: string) =>
    nextBirthday({ ...rule, ...(enabledAt && { enabledAt }) }, 'Europe/Budapest', member)
  expect(next()).toMatchObject({ year: 2022 })
  expect(next('2026-05-11T10:00:00Z')).toEqual({ at: at('2027-05-09T22:00:00Z'), year: 2027 })
  expect(next('2026-05-10T10:00:00Z')).toEqual({ at: at('2026-05-10T10:00:00Z'), year: 2026 })
})

test('who was born on 29 February has their birthday on one day of every year', () => {
  const on = (text: string, leapDay: 'feb28' | 'mar1') => isCelebratedOn(day(text), '2000-02-29', leapDay)
  expect([on('2027-02-28', 'feb28'), on('2027-03-01', 'feb28')]).toEqual([true, false])
  expect([on('2027-02-28', 'mar1'), on('2027-03-01', 'mar1')]).toEqual([false, true])
  expect([on('2028-02-28', 'feb28'), on('2028-02-29', 'feb28')]).toEqual([false, true])
})

test('rules know since when they reach: a change of something else does not begin them anew, a shorter time does', () => {
  type Rules = Parameters<typeof fromNow>[0]
  const rules = (some: Partial<Rules>) => some as Rules
  const away = (n: number, enabledAt?: string) =>
    rules({ expiry: { kind: 'inactivity_days', n, from: 'earning', ...(enabledAt && { enabledAt }) } })
  const [then, now] = ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z']
  expect(fromNow(rules({ birthday: rule }), rules({}), now).birthday).toEqual({ ...rule, enabledAt: now })
  const running = rules({ birthday: { ...rule, enabledAt: then } })
  expect(fromNow(rules({ birthday: { ...rule, points: 50 } }), running, now).birthday?.enabledAt).toBe(then)
  expect(fromNow(rules({ birthday: rule }), rules({ birthday: rule }), now).birthday?.enabledAt).toBeUndefined()
  expect(fromNow(away(60), rules({}), now).expiry?.enabledAt).toBe(now)
  expect(fromNow(away(60), away(60, then), now).expiry?.enabledAt).toBe(then)
  expect(fromNow(away(30, then), away(60, then), now).expiry?.enabledAt).toBe(now)
  expect(fromNow(away(30, '2026-03-01T00:00:00Z'), away(60, then), now).expiry?.enabledAt).toBe('2026-03-01T00:00:00Z')
})
