import { expect, it } from 'vitest'
import { readInteractions, readLater } from './read-interactions.ts'

const columns = { user: '1', item: '2', time: '3' }
const table = (...rows: string[][]) => ({ names: [], rows })

it('reads seconds, milliseconds, days and dates as days', () => {
  const dates = [
    '86400000000',
    '881250949',
    '40000',
    '20111231',
    '2011-12-31',
    '2011-12-31 12:00:00',
    '2011-12-31T12:00',
  ]
  const { lines } = readInteractions(table(...dates.map((date, at) => ['u', `i${at}`, date])), columns)
  const newYearsEve = Date.UTC(2011, 11, 31) / 86_400_000
  const expected = [
    86400000000 / 86400,
    881250949 / 86400,
    40000,
    newYearsEve,
    newYearsEve,
    newYearsEve + 0.5,
    newYearsEve + 0.5,
  ]
  expect([...lines.time]).toEqual(expected)
  expect(() => readInteractions(table(['u', 'i', 'soon']), columns)).toThrow('Line 1')
  // Which part is the day shows in the column.
  const read = (...told: string[]) => [
    ...readInteractions(table(...told.map((date, at) => ['u', `i${at}`, date])), columns).lines.time,
  ]
  expect(read('1/12/2011 06:00', '31/12/2011')).toEqual([newYearsEve - 29.75, newYearsEve])
  expect(read('12/1/2011 6:00 PM', '12/31/2011')).toEqual([newYearsEve - 29.25, newYearsEve])
  expect(read('31.12.2011', '2011-12-31T02:00:00+02:00')).toEqual([newYearsEve, newYearsEve])
})

it('orders items by number where all are numbers, so that ties go to the lower one', () => {
  const known = readInteractions(table(['7', '10', '1'], ['7', '9', '1'], ['', '3', '1'], ['NA', '4', '1']), columns)
  expect([...known.itemIndex]).toEqual([
    ['9', 0],
    ['10', 1],
  ])
  expect(readLater(table(['7', '10', ''], ['8', '9', ''], ['7', '99', '']), columns, known)).toEqual(
    new Map([[0, new Set([1])]]),
  )
})

it('takes the order of rows for the time when there is none, and reads a category', () => {
  const given = table(['a', 'x', 'red'], ['a', 'y', ''])
  const { lines, category } = readInteractions(given, { user: '1', item: '2', category: '3' })
  expect([...lines.time]).toEqual([0, 1])
  expect([...(category ?? [])]).toEqual([0, -1])
})
