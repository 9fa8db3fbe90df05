import { expect, it } from 'vitest'
import { readArms } from './read-arms.ts'

const names = ['arm', 'metric', 'pre']
const read = (rows: string[][]) => readArms({ names, rows }, { arm: 0, metric: 1, pre: 2 })

it('adds people up by arm; a blank past is 0, a blank metric leaves the row out', () => {
  const { arms, kind, skippedRows } = read([
    ['a', '2', '3'],
    [' a ', '0.5', ''],
    ['b', '', '9'],
    ['', '1', '1'],
    ['b', '1', 'NA'],
  ])
  expect(kind).toBe('mean')
  expect(skippedRows).toBe(2)
  expect(arms.get('a')).toEqual({
    ...{ n: 2, sum: 2.5, sumSquares: 4.25, deviations: 1.125 },
    pre: { sum: 3, sumSquares: 9, products: 6, deviations: { squares: 4.5, products: 2.25 } },
  })
  expect(arms.get('b')?.n).toBe(1)
})

it('takes 0 and 1, yes and no for a proportion', () => {
  expect(
    read([
      ['a', 'Yes', ''],
      ['b', 'no', ''],
      ['b', '1', ''],
    ]),
  ).toMatchObject({ kind: 'proportion' })
})

it('names the line of what is no number', () => {
  expect(() =>
    read([
      ['a', '1', '1'],
      ['a', 'much', '1'],
    ]),
  ).toThrow('Line 3')
  expect(() => read([['', '', '']])).toThrow('No row')
})
