import { expect, test } from 'vitest'
import { z } from 'zod'
import { readCursor, writeCursor } from './index.ts'

const place = z.object({ at: z.number(), id: z.uuid() })
const id = '0198c0de-0000-7000-8000-000000000000'

test('a page goes on where the last one ended', () => {
  expect(readCursor(place, writeCursor({ at: 7, id }))).toEqual({ at: 7, id })
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
