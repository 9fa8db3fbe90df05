import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  displayName,
  filterableTraits,
  foldText,
  mergeTraits,
  type Traits,
  type TraitTimes,
  tagsOf,
} from './merge-traits.ts'

const name = fc.constantFrom('city', 'tier', 'size', 'tags')
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
)
const told = fc.record({ at: fc.integer({ min: 0, max: 5 }), traits: fc.dictionary(name, value, { maxKeys: 4 }) })

function merge(all: { at: number; traits: Traits }[]): { traits: Traits; times: TraitTimes } {
  const traits: Traits = {}
  const times: TraitTimes = {}
  for (const one of all) mergeTraits(traits, times, one.traits, one.at)
  return { traits, times }
}

test('the order in which traits arrive, and arriving twice, changes nothing', () => {
  fc.assert(
    fc.property(
      fc
        .array(told, { maxLength: 8 })
        .chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
        ),
      ([all, shuffled]) => {
        expect(merge(shuffled)).toEqual(merge(all))
      },
    ),
    { numRuns: 500 },
  )
})

test('the newest event time wins, and a newest null takes the trait away', () => {
  const { traits } = merge([
    { at: 3, traits: { city: 'Eger', tier: 'gold' } },
    { at: 1, traits: { city: 'Győr', size: 4 } },
    { at: 5, traits: { tier: null } },
  ])
  expect(traits).toEqual({ city: 'Eger', size: 4 })
})

test('what identifies a person is no filter; city and country of the address are', () => {
  const traits = {
    email: 'a@b.example',
    name: 'Anna',
    vip: true,
    visits: 3,
    address: { city: 'Eger', street: 'Fő' },
    x: {},
  }
  expect([...filterableTraits(traits)]).toEqual([
    ['city', 'Eger'],
    ['vip', 'true'],
    ['visits', '3'],
  ])
  expect(tagsOf({ tags: ['b', 'a', 'b', '', 7] })).toEqual(['a', 'b'])
})

test('a name is what was given, in one piece or two', () => {
  expect(displayName({ name: '  Kovács Anna ' })).toBe('Kovács Anna')
  expect(displayName({ firstName: 'Anna', last_name: 'Kovács' })).toBe('Anna Kovács')
  expect(displayName({ name: ' ' })).toBeNull()
})

test('search finds with and without accents, in Arabic and in Persian letters and digits', () => {
  expect(foldText('SZŰCS Őrs')).toBe('szucs ors')
  expect(foldText('علي')).toBe(foldText('علی'))
  expect(foldText('۱۲٣')).toBe('123')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldText(foldText(text))).toBe(foldText(text))
    }),
  )
})
