import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalTime, readTime } from './canonical-time.ts'

const received = Date.parse('2026-03-02T09:00:00Z')
const hour = 3_600_000

test('however wrong the clock of the sender is, the event keeps its distance to the sending', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10_000 * hour, max: 10_000 * hour }),
      fc.integer({ min: 0, max: 1_000 * hour }),
      (clockError, age) => {
        const sentAt = new Date(received + clockError).toISOString()
        const timestamp = new Date(received + clockError - age).toISOString()
        expect(canonicalTime(timestamp, sentAt, received)).toEqual({ at: received - age })
      },
    ),
  )
})

test('without a timestamp it happened when it came in; without sentAt the timestamp stands', () => {
  expect(canonicalTime(undefined, '2020-01-01T00:00:00Z', received)).toEqual({ at: received })
  expect(canonicalTime(null, undefined, received)).toEqual({ at: received })
  const timestamp = '2026-03-01T00:00:00+03:30'
  expect(canonicalTime(timestamp, undefined, received)).toEqual({ at: Date.parse(timestamp) })
  expect(canonicalTime(timestamp, 'nonsense', received)).toEqual({ at: Date.parse(timestamp) })
})

test('seconds and milliseconds since 1970 are told apart', () => {
  expect(readTime(1_767_225_600)).toBe(Date.parse('2026-01-01'))
  expect(readTime(1_767_225_600_000)).toBe(Date.parse('2026-01-01'))
})

test.each([
  ['bad_timestamp', 'yesterday'],
  ['bad_timestamp', '20111-01-02'],
  ['bad_timestamp', {}],
  ['bad_timestamp', true],
  ['bad_timestamp', '1969-12-31T23:59:59Z'],
  ['bad_timestamp', '2026-13-45'],
  ['timestamp_in_future', '2026-03-03T09:00:01Z'],
])('%s: %j', (reason, timestamp) => {
  expect(canonicalTime(timestamp, undefined, received)).toMatchObject({ fault: { reason } })
})

test('a time never leaves what is accepted: not before 1970, at most a day ahead', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (timestamp, sentAt) => {
      const time = canonicalTime(timestamp, sentAt, received)
      if ('fault' in time) return
      expect(time.at).toBeGreaterThanOrEqual(0)
      expect(time.at).toBeLessThanOrEqual(received + 24 * hour)
    }),
  )
})
