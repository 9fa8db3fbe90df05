import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventBody } from '#modules/events'
import { readIdentities } from './read-identities.ts'
import { identityKey, type Person, resolvePeople } from './resolve-people.ts'

type Said = { userId?: string; anonymousId?: string; email?: string; previousId?: string }

const toBody = ({ email, previousId, ...ids }: Said): EventBody => ({
  type: previousId === undefined ? 'identify' : 'alias',
  ...ids,
  ...(previousId === undefined ? { traits: email === undefined ? {} : { email } } : { previousId }),
})

/** People as they are after these events: who has which identities, under names that do not depend on the order. */
function resolve(said: Said[]): string[] {
  const events = said.map(toBody).map((body) => ({ body, identities: readIdentities(body, 'HU') }))
  const result = resolvePeople(events, new Map<string, Person>(), identityKey)
  const into = new Map(result.merges.map((merge) => [merge.from, merge.into]))
  const final = (id: string): string => {
    const next = into.get(id)
    return next === undefined ? id : final(next)
  }
  const people = new Map<string, string[]>()
  for (const [key, { customerId }] of result.attached) {
    const owner = final(customerId)
    people.set(owner, [...(people.get(owner) ?? []), key.replace('\n', ':')])
  }
  expect(result.customerIds.every((id) => people.has(id))).toBe(true)
  return [...people.values()].map((keys) => keys.toSorted().join(' ')).toSorted()
}

const accounts = (person: string): number => person.split(' ').filter((key) => key.startsWith('external_id:')).length

const id = (prefix: string) => fc.integer({ min: 0, max: 3 }).map((n) => `${prefix}${n}`)
const anyEvent = fc
  .record(
    { userId: id('u'), anonymousId: id('d'), email: id('e').map((name) => `${name}@corner.example`) },
    { requiredKeys: [] },
  )
  .filter((said) => Object.keys(said).length > 0)

describe('two people with accounts', () => {
  test('never become one without an alias, whatever they share and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 25 }), (said) => {
        for (const person of resolve(said)) expect(accounts(person), person).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })

  test('become one when an alias says so', () => {
    const people = resolve([{ userId: 'anna' }, { userId: 'old-anna' }, { userId: 'anna', previousId: 'old-anna' }])
    expect(people).toEqual(['anonymous_id:old-anna external_id:anna external_id:old-anna'])
  })

  test('become the same one whether the alias comes before or after what was said under the old name', () => {
    const alias = { userId: 'anna', previousId: 'old' }
    for (const earlier of [{ userId: 'old' }, { anonymousId: 'old' }])
      expect(resolve([earlier, alias])).toEqual(resolve([alias, earlier]))
  })
})

test('no identity belongs to two people', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 25 }), (said) => {
      const all = resolve(said).flatMap((person) => person.split(' '))
      expect(new Set(all).size).toBe(all.length)
    }),
  )
})

test('what one person says in any order comes to the same person', () => {
  const mine: Said[] = [
    { anonymousId: 'phone' },
    { anonymousId: 'phone', email: 'anna@corner.example' },
    { userId: 'anna', email: 'anna@corner.example' },
    { userId: 'anna', anonymousId: 'laptop' },
  ]
  const someoneElse: Said[] = [{ anonymousId: 'till' }, { userId: 'bela', anonymousId: 'till' }]
  fc.assert(
    fc.property(fc.shuffledSubarray([...mine, ...someoneElse], { minLength: 6 }), (said) => {
      expect(resolve(said)).toEqual([
        'anonymous_id:laptop anonymous_id:phone email:anna@corner.example external_id:anna',
        'anonymous_id:till external_id:bela',
      ])
    }),
  )
})

test('an account that appears on a device of somebody with an account is a person of its own', () => {
  expect(
    resolve([
      { userId: 'anna', anonymousId: 'till' },
      { userId: 'bela', anonymousId: 'till' },
    ]),
  ).toEqual(['anonymous_id:till external_id:anna', 'external_id:bela'])
})
