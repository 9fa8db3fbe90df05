import { expect, test } from 'vitest'
import type { ConsentEntry, CustomerCare, ImportantDate } from '#contract/care'
import type { Task } from '#contract/tasks'
import { nextAction } from './next-action.ts'

const customer = {
  email: 'anna@corner.example' as string | null,
  phone: '+3612345678' as string | null,
  lifecycle: 'active' as const,
  visits: 9,
  lateFrom: '2026-12-01',
  asOf: '2026-11-22',
  lastVisitOn: '2026-11-20',
  usualGapDays: 6,
  silentDays: 2,
}
const said = (channel: ConsentEntry['channel'], state: ConsentEntry['state']) =>
  ({ channel, purpose: 'marketing', state }) as ConsentEntry
const care: Pick<CustomerCare, 'dates' | 'consents' | 'risk' | 'preferences'> = {
  dates: [],
  consents: [said('email', 'given')],
  risk: { level: 'low', reasons: [] },
  preferences: { channel: null, locale: null, quietHours: null, frequency: null, interests: [] },
}
const today = '2026-11-22'
const late = { ...customer, lateFrom: '2026-11-10' }

test('who keeps the rhythm is expected', () => {
  expect(nextAction(customer, care, [], today)).toEqual({ kind: 'wait', expectedOn: '2026-11-26' })
})

test('a promise comes first, then a birthday, then who is late', () => {
  const task = { status: 'open', due: { on: '2026-11-21', at: null }, snoozedUntil: null } as Task
  const date = { inDays: 3 } as ImportantDate
  expect(nextAction(late, { ...care, dates: [date] }, [task], today).kind).toBe('task')
  expect(nextAction(late, { ...care, dates: [date] }, [{ ...task, snoozedUntil: '2026-12-24' }], today).kind).toBe(
    'congratulate',
  )
  expect(nextAction(late, care, [], today).kind).toBe('call')
})

test('nobody is reached by what they refused', () => {
  const refused = { ...care, consents: [said('phone', 'withdrawn')] }
  expect(nextAction(late, refused, [], today).kind).toBe('write')
  expect(nextAction({ ...late, email: null }, refused, [], today).kind).toBe('greet')
  expect(nextAction(late, { ...care, preferences: { ...care.preferences, channel: 'email' } }, [], today).kind).toBe(
    'write',
  )
})

test('who came once is invited again, and who never said anything is asked', () => {
  expect(nextAction({ ...customer, visits: 1 }, care, [], today).kind).toBe('second_visit')
  expect(nextAction(customer, { ...care, consents: [] }, [], today).kind).toBe('ask_consent')
})
