import { expect, test } from 'vitest'
import { fitValue } from './check-value.ts'
import { guessKind, readableLabel } from './guess-kind.ts'

test('what values are is read from what they look like', () => {
  const kindOf = (values: unknown[]) => guessKind(values).kind
  expect(kindOf([true, false])).toBe('boolean')
  expect(kindOf(['true', 'false'])).toBe('boolean')
  expect(kindOf(['2026-01-31', '2025-02-28T10:00:00Z'])).toBe('date')
  expect(kindOf([1, 2.5])).toBe('number')
  expect(kindOf(['12', '-3.5'])).toBe('number')
  // A postcode or a customer number with a leading zero is no number.
  expect(kindOf(['0123', '9024'])).toBe('text')
  expect(guessKind(Array.from({ length: 12 }, (_, i) => ['S', 'M', 'L'][i % 3]))).toEqual({
    kind: 'choice',
    options: ['L', 'M', 'S'],
  })
  expect(kindOf(['likes the window seat', 'allergic to nuts'])).toBe('text')
})

test('a value fits its kind or is refused, and null always takes away', () => {
  const choice = { kind: 'choice', options: ['tea'] } as const
  for (const kind of ['text', 'number', 'boolean', 'date', 'choice'] as const)
    expect(fitValue({ kind, options: [] }, null)).toBeNull()
  expect(fitValue({ kind: 'date', options: [] }, '2026-02-30')).toBeUndefined()
  expect(fitValue({ kind: 'date', options: [] }, '2024-02-29')).toBe('2024-02-29')
  expect(fitValue({ kind: 'number', options: [] }, '1e999')).toBeUndefined()
  expect(fitValue({ kind: 'number', options: [] }, ' 7 ')).toBe(7)
  expect(fitValue({ kind: 'boolean', options: [] }, 'true')).toBe(true)
  expect(fitValue({ ...choice, options: ['tea'] }, 'beer')).toBeUndefined()
})

test('a name in code becomes words', () => {
  expect(readableLabel('favourite_drink')).toBe('Favourite drink')
  expect(readableLabel('shoeSize')).toBe('Shoe size')
})
