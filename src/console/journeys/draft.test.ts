import { expect, test } from 'vitest'
import { definitionOf, emptyDraft, newStep, problemsOf } from './draft.ts'

test('whoever takes the key of a journey away takes it away from all that asked for it', () => {
  const step = newStep('wait_for', 'wait')
  const node = { ...step.node, keyed: true } as typeof step.node
  const goal = { event: 'Order Completed', windowDays: 3, exits: true, keyed: true }
  const { key, ...rest } = { ...emptyDraft.rest, key: 'cart_id', goal, exitOn: [{ event: 'Left', keyed: true }] }
  const draft = { ...emptyDraft, flow: [{ ...step, node }] }
  expect(definitionOf({ ...draft, rest: { ...rest, key } })).toMatchObject({ goal, exitOn: [{ keyed: true }] })
  const without = definitionOf({ ...draft, rest })
  expect(without).toMatchObject({ goal: { keyed: false }, exitOn: [{ keyed: false }], nodes: [{ keyed: false }] })
})

test('a step that waits for a date of the event says so where no event begins the journey', () => {
  const step = newStep('wait_date', 'wait')
  const draftWith = (trigger: typeof emptyDraft.rest.trigger, property: string) => {
    const node = { ...step.node, day: { property, days: -1 } } as typeof step.node
    return problemsOf({ ...emptyDraft, rest: { ...emptyDraft.rest, trigger }, flow: [{ ...step, node }] }).get('wait')
  }
  expect(draftWith({ kind: 'event', event: 'Booked' }, 'starts_at')).toBeUndefined()
  expect(draftWith({ kind: 'event', event: 'Booked' }, ' ')).toBe('property')
  expect(draftWith({ kind: 'manual' }, 'starts_at')).toBeUndefined()
  expect(draftWith({ kind: 'date', trait: 'birthday', days: 0, yearly: true, at: '09:00' }, 'starts_at')).toBe(
    'event_date',
  )
})
