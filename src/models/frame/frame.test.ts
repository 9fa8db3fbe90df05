import { expect, test } from 'vitest'
import { frameFromText, numbersFromText, selectRows } from './index.ts'

test.each([
  [
    ['1', '-2.5', '1e3'],
    [1, -2.5, 1000],
  ],
  [
    ['1,234.5', '7', '12,000'],
    [1234.5, 7, 12000],
  ],
  [
    ['1,5', '2', '0,25'],
    [1.5, 2, 0.25],
  ],
  [
    ['1.234,5', '7', '-12.000'],
    [1234.5, 7, -12000],
  ],
  [
    ['1 234,5', '7', '-1\u00a0212\u202f000'],
    [1234.5, 7, -1212000],
  ],
  [
    ['1970-01-02', '1970-01-11'],
    [1, 10],
  ],
  [
    ['3', '', ' NA ', '?'],
    [3, Number.NaN, Number.NaN, Number.NaN],
  ],
])('%s are numbers', (cells, numbers) => {
  expect(Array.from(numbersFromText(cells) ?? [])).toEqual(numbers)
})

test.each([[['Yes', 'No']], [['1', '2', 'many']], [['1 2', '3']], [['', ' ']], [['0x10', '1']], [['1e999']]])(
  '%s are words',
  (cells) => {
    expect(numbersFromText(cells)).toBeUndefined()
  },
)

test('a blank is a level of its own', () => {
  const frame = frameFromText([{ name: 'plan', cells: ['b', '', 'a', 'b'] }])
  expect(frame.columns[0]).toMatchObject({ kind: 'category', levels: ['', 'a', 'b'], codes: Int32Array.of(2, 0, 1, 2) })
  expect(selectRows(frame, [3, 1]).columns[0]).toMatchObject({ codes: Int32Array.of(2, 0) })
})

test('of a file with semicolons a comma is a decimal one', () => {
  expect(Array.from(numbersFromText(['1,234', '2,500']) ?? [])).toEqual([1234, 2500])
  expect(Array.from(numbersFromText(['1,234', '2,500'], 'decimal') ?? [])).toEqual([1.234, 2.5])
})
