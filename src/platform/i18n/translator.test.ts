import { expect, test } from 'vitest'
import { createTranslator } from './translator.ts'

const messages = {
  version: 'نسخهٔ {version}',
  brought: '«{name}» نتیجه داد: {count, plural, other {# نفر از {total}}}',
  kind: '{kind, select, shop {فروشگاه {name}} other {مشتری {name}}}',
}
const fa = createTranslator('fa', messages)

test('a number that stands in a Persian sentence has Persian digits', () => {
  expect(fa('version', { version: 12 })).toBe('نسخهٔ ۱۲')
  expect(fa('brought', { name: 'آنا', count: 3, total: 20 })).toBe('«آنا» نتیجه داد: ۳ نفر از ۲۰')
})

test('a Latin name in a Persian sentence is closed off, so that marks beside it stay in their place', () => {
  expect(fa('brought', { name: 'A card', count: 1, total: 2 })).toContain('«\u2068A card\u2069»')
  expect(fa('kind', { kind: 'shop', name: 'Duna' })).toBe('فروشگاه \u2068Duna\u2069')
  expect(fa('kind', { kind: 'person', name: '\u2068Duna\u2069' })).toBe('مشتری \u2068Duna\u2069')
})

test('what every sentence may ask for is given once; a sentence may be given something else', () => {
  const hu = createTranslator(
    'hu',
    { show: '{voice, select, informal {Mutasd} other {Mutassa}}' },
    { voice: 'informal' },
  )
  expect([hu('show'), hu('show', { voice: 'formal' })]).toEqual(['Mutasd', 'Mutassa'])
})

test('other languages take what they are given', () => {
  const en = createTranslator('en', { version: 'version {version} of {name}' })
  expect(en('version', { version: 12, name: 'Duna' })).toBe('version 12 of Duna')
})

test('a number of four digits in a sentence is grouped as in a table', () => {
  const hu = createTranslator('hu', { found: '{count, plural, other {# ügyfél}}', of: '{count, number} közül' })
  expect([hu('found', { count: 4371 }), hu('of', { count: 4371 })]).toEqual(['4\u00a0371 ügyfél', '4\u00a0371 közül'])
})
