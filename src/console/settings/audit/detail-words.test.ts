import { expect, test } from 'vitest'
import { translatorFor } from '#i18n'
import { detailWords, factsOf } from './detail-words.ts'

const i18n = (locale: 'en' | 'fa' | 'pl') => ({
  t: translatorFor(locale, 'audit'),
  number: (value: number) => value.toLocaleString(locale),
  day: (value: string) => `day of ${value.slice(0, 10)}`,
  list: (all: readonly string[]) => all.join(', '),
})
const note = '0198c0de-0000-7000-8000-0000000000ab'
const anna = '0198c0de-0000-7000-8000-0000000000aa'
const words = (locale: 'en' | 'fa' | 'pl', name: string, value: unknown): string =>
  detailWords(i18n(locale) as Parameters<typeof detailWords>[0], name, value, { [anna]: 'Kovács Anna' })

test('what is a word in an entry is read in the reader’s language', () => {
  expect(words('en', 'twoFactor', true)).toBe('Second factor: yes')
  expect(words('pl', 'sessionsEnded', 3)).toBe('Zakończone sesje: 3')
  expect(words('fa', 'channel', 'email')).toBe('کانال: ایمیل')
  expect(words('pl', 'events', null)).toBe('Zdarzenia: bez końca')
  expect(words('pl', 'from', 'manager')).toBe('Było: Kierownik')
  expect(words('en', 'origins', null)).toBe('Pages: any')
})

test('what is data stays as it is', () => {
  expect(words('pl', 'fields', ['email', 'trait:city'])).toBe('Pola: email, trait:city')
  expect(words('pl', 'something_new', 'as-sent')).toBe('something_new: as-sent')
  expect(words('en', 'noteId', note)).toBe('Note: 000000ab')
  expect(words('en', 'deletesAt', '2026-03-01T10:00:00Z')).toBe('Deleted on: day of 2026-03-01')
})

test('what has a name is called by it', () => {
  expect(words('en', 'ownerId', anna)).toBe('Owner: Kovács Anna')
  expect(words('pl', 'customers', [anna, note])).toBe('Klienci: Kovács Anna, 000000ab')
})

test('of what has no name a person is told nothing', () => {
  const facts = factsOf(
    i18n('en') as Parameters<typeof factsOf>[0],
    { noteId: note, ownerId: anna, points: 5 },
    { [anna]: 'Kovács Anna' },
  )
  expect(facts).toEqual(['Owner: Kovács Anna', 'Points: 5'])
})
