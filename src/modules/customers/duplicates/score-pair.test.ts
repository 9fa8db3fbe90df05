import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Pair, scorePair } from './score-pair.ts'

const blank: Pair = {
  aId: 'a',
  bId: 'b',
  keys: [],
  aName: null,
  bName: null,
  aBirthday: null,
  bBirthday: null,
  bothHaveAccounts: false,
  aFirstOn: null,
  aLastOn: null,
  bFirstOn: null,
  bLastOn: null,
  aSeenOn: '2026-01-01',
  bSeenOn: '2026-06-01',
}

const day = fc.integer({ min: 0, max: 400 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10))
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
const name = maybe(fc.constantFrom('anna kovacs', 'anna nagy', 'bela szucs'))
const anyPair = fc.record({
  keys: fc.subarray(['email', 'phone', 'card', 'name', 'name_city', 'name_birthday', 'name_mailbox']),
  aName: name,
  bName: name,
  aBirthday: maybe(day),
  bBirthday: maybe(day),
  bothHaveAccounts: fc.boolean(),
  aFirstOn: maybe(day),
  aLastOn: maybe(day),
  bFirstOn: maybe(day),
  bLastOn: maybe(day),
  aSeenOn: day,
  bSeenOn: day,
})

test('whichever of the two comes first, the answer is the same, and between 0 and 100', () => {
  fc.assert(
    fc.property(anyPair, (one) => {
      const pair = { ...blank, ...one }
      const turned: Pair = {
        ...pair,
        aName: pair.bName,
        bName: pair.aName,
        aBirthday: pair.bBirthday,
        bBirthday: pair.aBirthday,
        aFirstOn: pair.bFirstOn,
        bFirstOn: pair.aFirstOn,
        aLastOn: pair.bLastOn,
        bLastOn: pair.aLastOn,
        aSeenOn: pair.bSeenOn,
        bSeenOn: pair.aSeenOn,
      }
      const { score, reasons } = scorePair(pair)
      expect(scorePair(turned)).toEqual({ score, reasons })
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(100)
    }),
  )
})

test('more that speaks for it never lowers the score', () => {
  fc.assert(
    fc.property(anyPair, (one) => {
      const pair = { ...blank, ...one }
      expect(scorePair({ ...pair, keys: [...pair.keys, 'card'] }).score).toBeGreaterThanOrEqual(scorePair(pair).score)
    }),
  )
})

test('a name alone is not enough; a family that shares a phone is doubtful; another birthday speaks against it', () => {
  const named = { ...blank, aName: 'anna kovacs', bName: 'anna kovacs' }
  expect(scorePair({ ...named, keys: ['name'] }).score).toBeLessThan(40)
  const alone = scorePair({ ...named, keys: ['name', 'phone'] }).score
  expect(alone).toBeGreaterThan(70)
  expect(scorePair({ ...named, bName: 'bela szucs', keys: ['phone'] }).score).toBeLessThan(50)
  expect(
    scorePair({ ...named, keys: ['name', 'phone'], aBirthday: '1990-01-01', bBirthday: '1991-01-01' }).score,
  ).toBeLessThan(40)
})

test('one who stops where the other begins is probably one person with a new address', () => {
  const pair = {
    ...blank,
    keys: ['name'],
    aFirstOn: '2025-01-01',
    aLastOn: '2025-06-01',
    bFirstOn: '2025-06-20',
    bLastOn: '2025-12-01',
  }
  expect(scorePair(pair).reasons).toContain('handover')
  expect(scorePair({ ...pair, bFirstOn: '2025-05-01' }).reasons).not.toContain('handover')
})
