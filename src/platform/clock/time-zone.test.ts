import { expect, test } from 'vitest'
import { isTimeZone, readTimeZone } from './index.ts'

test.each([
  'Europe/Budapest',
  'America/Argentina/Buenos_Aires',
  'Asia/Kolkata',
  'Europe/Kyiv',
  'US/Eastern',
  'Etc/UTC',
  'UTC',
])('%s is a time zone by its own name', (zone) => {
  expect(readTimeZone(zone)).toBe(zone)
  expect(isTimeZone(zone)).toBe(true)
})

test('what somebody writes in small letters, or as an offset, is understood, but is no name', () => {
  expect(readTimeZone('europe/budapest')).toBe('Europe/Budapest')
  expect(readTimeZone('+02:00')).toBe('+02:00')
  expect(['europe/budapest', '+02:00'].filter(isTimeZone)).toEqual([])
})

test.each(['PST', 'JST', 'Mars/Olympus', '', '2026-03-01T10:00Z', '2026-03-01T10:00[Europe/Budapest]', 7, null])(
  '%s is none',
  (zone) => {
    expect(readTimeZone(zone)).toBeUndefined()
  },
)
