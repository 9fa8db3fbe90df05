import { expect, test } from 'vitest'
import { eventBody } from '../canonical.ts'
import { readPieces } from './read-pieces.ts'

const context = { source: 'api', sentAt: undefined, receivedAt: Date.UTC(2026, 0, 1) }
const customerId = '019a0000-0000-7000-8000-000000000000'

test('nobody outside can say whose an event is by our own id', () => {
  const track = { type: 'track', event: 'Customers Merged', userId: 'mallory', customerId, customer_id: customerId }
  for (const wire of ['segment', 'posthog'] as const) {
    const message = wire === 'segment' ? track : { ...track, distinct_id: 'mallory', properties: { customerId } }
    const [event] = readPieces([{ value: message }], wire, context).events
    expect(event?.body).toMatchObject({ userId: 'mallory' })
    expect(event?.body).not.toHaveProperty('customerId')
  }
  expect(readPieces([{ value: { type: 'identify', customerId } }], 'segment', context).bad).toMatchObject([
    { reason: 'nobody' },
  ])
})

test('nor can a file of events', () => {
  expect(eventBody.parse({ type: 'track', event: 'Note Added', userId: 'anna', customerId })).not.toHaveProperty(
    'customerId',
  )
})
