import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locales, type Messages } from '#platform/i18n'
import { describeReason } from './messages.ts'

const source = join(import.meta.dirname, '../..')

const catalogue = (locale: string, area = 'errors') =>
  JSON.parse(readFileSync(join(source, 'i18n', locale, `${area}.json`), 'utf8')) as Messages

test('every language has the same reasons, with the same values in them', () => {
  const valuesOf = (text: string) => [...new Set(text.match(/(?<=\{)\w+(?=[,}])/g) ?? [])].sort()
  const english = catalogue('en')
  for (const locale of locales) {
    const messages = catalogue(locale)
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
    for (const [key, text] of Object.entries(messages)) {
      expect([locale, key, valuesOf(text)]).toEqual([locale, key, valuesOf(english[key] ?? '')])
    }
  }
})

// Met in the terminal at start, in English, by whoever installs the program; or by no person at all.
const atStart = new Set(['bad_setting', 'bad_secret', 'port_in_use'])

test('every reason that the routes can answer with has a sentence for people', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(modules|platform\/http)\/.*\.ts$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(source, name), 'utf8'))
  const thrown = /new DomainError\(\s*'[a-z_]+',\s*'([a-z_]+)'/g
  const reasons = files.flatMap((text) => [...text.matchAll(thrown)].map((match) => match[1] ?? ''))
  expect(reasons.length).toBeGreaterThan(20)
  const english = { ...catalogue('en'), ...catalogue('en', 'import_reasons') }
  const isTold = (reason: string) => `errors.${reason}` in english || `import_reasons.${reason}` in english
  expect(reasons.filter((reason) => !isTold(reason) && !atStart.has(reason))).toEqual([])
})

test('lists in a sentence are written out; a missing value falls back to plain English', () => {
  const values = { column: 'kunde', available: ['Customer', 'Date'] }
  expect(describeReason('en', 'unknown_column', values, '')).toBe(
    'There is no column “kunde”. The columns are: Customer, Date.',
  )
  expect(describeReason('hu', 'unknown_column', {}, 'No such column.')).toBe('No such column.')
  expect(describeReason('hu', 'never_heard_of', {}, 'Plain words.')).toBe('Plain words.')
  expect(describeReason('hu', 'nothing_usable', { rows: 3, mostly: 'no_customer' }, '')).toContain('Nincs megadva')
  expect(describeReason('ru', 'too_many_requests', { retryAfter: 3 }, '')).toContain('3 секунды')
})
