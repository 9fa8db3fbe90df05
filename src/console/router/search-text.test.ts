import { expect, test } from 'vitest'
import { listOf, oneOf, parseSearch, stringifySearch, textOf } from './search-text.ts'

test('an address says what was chosen in plain words, and is read back the same', () => {
  const search = { filter: 'late', tag: ['vip', 'local'], search: 'Kovács & fia?' }
  const text = stringifySearch(search)
  expect(text.startsWith('?filter=late&tag=vip&tag=local&search=')).toBe(true)
  expect(parseSearch(text)).toEqual(search)
})

test('what is not chosen does not stand in the address', () => {
  expect(stringifySearch({ filter: undefined, search: '', sort: null })).toBe('')
})

test('words nobody knows are left out, one value may stand for a list', () => {
  expect(oneOf('century', ['month', 'year'])).toBeUndefined()
  expect(oneOf('year', ['month', 'year'])).toBe('year')
  expect(textOf('')).toBeUndefined()
  expect(textOf(['a', 'b'])).toBeUndefined()
  expect(listOf('vip')).toEqual(['vip'])
  expect(listOf(['vip', 'local'])).toEqual(['vip', 'local'])
  expect(listOf('')).toBeUndefined()
})
