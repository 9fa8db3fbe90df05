import { expect, test } from 'vitest'
import { safeNext } from './safe-next.ts'

const origin = 'https://shop.example'

test('after sign-in the page that was asked for opens', () => {
  expect(safeNext('/customers?filter=late#top', origin)).toBe('/customers?filter=late#top')
  expect(safeNext(undefined, origin)).toBe('/')
})

test.each([
  'https://evil.example/',
  '//evil.example/customers',
  '/\\evil.example',
  'javascript:alert(1)',
  'data:text/html,hello',
  'https://shop.example.evil.example/',
  'https://shop.example@evil.example/',
  'http://[',
])('%s leads nowhere but home', (next) => {
  expect(safeNext(next, origin)).toBe('/')
})

test('sign-in does not lead to itself', () => {
  expect(safeNext('/sign-in?next=/sign-in', origin)).toBe('/')
})
