import { expect, test } from 'vitest'
import { definitionOf, emptyDraft, newStep } from './draft.ts'

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
