import { expect, test } from 'vitest'
import { edgesBeyond } from './edges-beyond.ts'

const row = { clientWidth: 300, scrollWidth: 800 }

test('a row tells on which sides it goes on', () => {
  expect(edgesBeyond({ ...row, scrollLeft: 0 })).toBe('end')
  expect(edgesBeyond({ ...row, scrollLeft: 120 })).toBe('start end')
  expect(edgesBeyond({ ...row, scrollLeft: 499.6 })).toBe('start')
})

test('read from right to left the start is on the right', () => {
  expect(edgesBeyond({ ...row, scrollLeft: -120 })).toBe('start end')
  expect(edgesBeyond({ ...row, scrollLeft: -500 })).toBe('start')
})

test('a row that fits goes on nowhere', () => {
  expect(edgesBeyond({ clientWidth: 800, scrollWidth: 800, scrollLeft: 0 })).toBe('')
})
