import { expect, test } from 'vitest'
import { readArguments, readNumber, readPairs, readSwitch } from './read-arguments.ts'

const known = ['x', 'tx', 'T']

test('columns are given as pairs', () => {
  expect(readPairs('--columns', 'x=1, tx = seen,T=a=b', known)).toEqual({ x: '1', tx: 'seen', T: 'a=b' })
})

test.each([
  ['x=1,t_x=2', '--columns does not know t_x; what it knows: x, tx, T.'],
  ['x=1,x=2', '--columns names x twice.'],
  ['x', '--columns: “x” is not name=column.'],
  ['x=1,tx=', '--columns: “tx=” is not name=column.'],
  ['', '--columns: “” is not name=column.'],
])('%s: said in a sentence', (text, sentence) => {
  expect(() => readPairs('--columns', text, known)).toThrow(sentence)
})

test('nothing that was typed is passed over', () => {
  const options = { fit: { type: 'string' } } as const
  expect(readArguments(['a.csv', '--fit', '7'], options)).toMatchObject({
    values: { fit: '7' },
    positionals: ['a.csv'],
  })
  expect(() => readArguments(['a.csv', 'b.csv'], options)).toThrow('“b.csv” is neither an option nor a file')
  expect(() => readArguments(['--fit', '7', '--fit=8'], options)).toThrow('--fit is given twice.')
  expect(() => readArguments(['--fits', '7'], options)).toThrow('--fits')
})

test('a number is one within its range, a switch is true or false', () => {
  const asked = { above: 0, below: 1, asks: 'a share between 0 and 1' }
  expect(readNumber('--alpha', '0.05', asked)).toBe(0.05)
  for (const text of ['', ' ', '0', '1', '-1', 'five', 'Infinity', 'NaN'])
    expect(() => readNumber('--alpha', text, asked)).toThrow(`--alpha is a share between 0 and 1, not “${text}”.`)
  expect([readSwitch('--header', undefined), readSwitch('--header', 'false')]).toEqual([undefined, false])
  expect(() => readSwitch('--header', 'no')).toThrow('--header is true or false, not “no”.')
})
