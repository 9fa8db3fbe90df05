import { expect, test } from 'vitest'
import { z } from 'zod'
import { cursorPart, readCursor, writeCursor } from './index.ts'

const place = z.object({ at: z.number(), id: z.uuid() })
const id = '0198c0de-0000-7000-8000-000000000000'

test('a page goes on where the last one ended', () => {
  expect(readCursor(place, writeCursor({ at: 7, id }))).toEqual({ at: 7, id })
})

test('a day, a moment or a number that PostgreSQL does not know is none that a list gave out', () => {
  const { whole, real, day, moment } = cursorPart
  const made = [
    [day, '0000-01-01'],
    [day, '2026-02-30'],
    [moment, '0000-01-01T00:00:00Z'],
    [moment, '2026-02-30T00:00:00Z'],
    [whole, 1.5],
    [whole, 1e300],
    [real, 1e300],
  ] as const
  for (const [part, value] of made)
    expect(() => readCursor<unknown>(part, writeCursor(value))).toThrow(
      expect.objectContaining({ reason: 'bad_cursor' }),
    )
  expect(readCursor(moment, writeCursor('2026-02-28T10:00:00.123456Z'))).toBe('2026-02-28T10:00:00.123456Z')
})

test.each([
  '',
  'x',
  'null',
  '{',
  writeCursor(null),
  writeCursor({ at: 'seven', id }),
  writeCursor({ at: 7, id: '-'.repeat(36) }),
])('what no list gave out is refused: %s', (text) => {
  expect(() => readCursor(place, text)).toThrow(expect.objectContaining({ reason: 'bad_cursor' }))
})
