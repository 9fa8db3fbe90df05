import { expect, test } from 'vitest'
import { outcomeOf } from './outcome.ts'

const table = (...cells: string[]) => ({ names: ['gone'], rows: cells.map((cell) => [cell]) })
const labelsOf = (cells: string[], positive?: string) => [...outcomeOf(table(...cells), 0, positive).labels]

test('what counts is what was asked for, the usual word, or the rarer of two', () => {
  expect(labelsOf(['a', 'b', 'a'], 'a')).toEqual([1, 0, 1])
  expect(labelsOf(['No', 'Yes', 'No'])).toEqual([0, 1, 0])
  expect(labelsOf(['1.0', '0.0'], '1')).toEqual([1, 0])
  expect(labelsOf(['red', 'blue', 'red'])).toEqual([0, 1, 0])
})

test('a column of nothing but 0 or no tells of what never happened, not of what always does', () => {
  expect(labelsOf(['0', '0'])).toEqual([0, 0])
  expect(labelsOf(['No', 'No'], 'Yes')).toEqual([0, 0])
  expect(labelsOf(['false'], 'true')).toEqual([0])
  expect(labelsOf(['1', '1'])).toEqual([1, 1])
})

test('words that are neither are told, with how often they come', () => {
  const cells = ['Yes', 'No', 'Yse', 'No', 'maybe']
  expect(() => outcomeOf(table(...cells), 0, undefined)).toThrow(
    'say which one with --positive. There are: Yes (1), No (2), Yse (1), maybe (1).',
  )
  expect(outcomeOf(table(...cells), 0, 'Yes')).toMatchObject({
    warnings: ['Beside Yes there is more than one outcome, all of which count as not: No (2), Yse (1), maybe (1).'],
  })
  expect(() => outcomeOf(table('No', 'No'), 0, 'Gone')).toThrow('No row has the outcome Gone; there are: No (2).')
  expect(() => outcomeOf(table('left', 'left'), 0, undefined)).not.toThrow()
  expect(() => outcomeOf(table('active', 'active'), 0, undefined)).toThrow('say with --positive which one counts')
})
