import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Comparison, Condition, ValueTest } from '#contract/segments'
import { previewSegment } from './read-members.ts'
import { identify, openSegments, track } from './testing/shop.ts'

/** The same language once more, as plainly as it can be said, for one person in memory. */
type Person = {
  traits: Record<string, unknown>
  events: { name: string; at: number; properties: Record<string, unknown> }[]
}

const now = Date.parse('2026-03-02T10:00:00Z')
const { deps, openShop } = await openSegments('2026-03-02T10:00:00Z')

const compares: Record<Comparison['is'], (a: number, b: number) => boolean> = {
  at_least: (a, b) => a >= b,
  more_than: (a, b) => a > b,
  at_most: (a, b) => a <= b,
  less_than: (a, b) => a < b,
  exactly: (a, b) => a === b,
  not: (a, b) => a !== b,
}

function holds(person: Person, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((child) => holds(person, child))
    case 'any':
      return condition.of.some((child) => holds(person, child))
    case 'none':
      return !condition.of.some((child) => holds(person, child))
    case 'one':
      return condition.of.filter((child) => holds(person, child)).length === 1
    case 'not':
      return !holds(person, condition.of)
    case 'trait':
      return answers(person.traits[condition.path], condition.test)
    case 'event': {
      const found = person.events.filter(
        ({ name, at, properties }) =>
          name === condition.event &&
          (condition.where ?? []).every(({ path, test: asked }) => answers(properties[path], asked)) &&
          (!condition.within || !('lastSeconds' in condition.within) || at > now - condition.within.lastSeconds * 1000),
      )
      const sum = condition.sum
      const value =
        sum === undefined
          ? found.length
          : found.reduce((total, { properties }) => total + (numberOf(properties[sum]) || 0), 0)
      return compares[condition.count.is](value, condition.count.than)
    }
    case 'last_event': {
      const last = person.events
        .filter(
          ({ name, properties }) =>
            name === condition.event &&
            (condition.where ?? []).every(({ path, test: asked }) => answers(properties[path], asked)),
        )
        .toSorted((a, b) => a.at - b.at)
        .at(-1)
      return last !== undefined && condition.has.every(({ path, test: asked }) => answers(last.properties[path], asked))
    }
    default:
      throw new Error(condition.kind)
  }
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value)

function numberOf(value: unknown): number {
  const text = textOf(value)
  return text === undefined || text === '' ? Number.NaN : Number(text)
}

function answers(value: unknown, asked: ValueTest): boolean {
  const text = textOf(value)
  const number = numberOf(value)
  switch (asked.is) {
    case 'equal':
      return typeof asked.value === 'number' ? number === asked.value : text === asked.value
    case 'not_equal':
      return !answers(value, { is: 'equal', value: asked.value })
    case 'at_least':
      return number >= asked.value
    case 'less_than':
      return number < asked.value
    case 'known':
      return value !== undefined && value !== null
    case 'unknown':
      return value === undefined || value === null
    case 'contains':
      return text?.toLowerCase().includes(asked.value.toLowerCase()) ?? false
    case 'includes':
      return Array.isArray(value) && value.some((item) => String(item) === asked.value)
    default:
      throw new Error(asked.is)
  }
}

const word = fc.constantFrom('tea', 'Coffee', 'cake', '7')
const value = fc.oneof(word, fc.integer({ min: 0, max: 9 }), fc.constant(null), fc.array(word, { maxLength: 2 }))
const names = ['Order Completed', 'Product Viewed']
const path = fc.constantFrom('kind', 'size')
const person: fc.Arbitrary<Person> = fc.record({
  traits: fc.dictionary(path, value, { maxKeys: 2 }),
  events: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 6 }).chain((hours) =>
    fc.tuple(
      ...hours.map((hour) =>
        fc.record({
          name: fc.constantFrom(...names),
          at: fc.constant(now - hour * 3_600_000),
          properties: fc.dictionary(path, value, { maxKeys: 2 }),
        }),
      ),
    ),
  ),
})
const asked: fc.Arbitrary<ValueTest> = fc.oneof(
  fc.record({
    is: fc.constantFrom('equal' as const, 'not_equal' as const),
    value: fc.oneof(word, fc.integer({ min: 0, max: 9 })),
  }),
  fc.record({ is: fc.constantFrom('at_least' as const, 'less_than' as const), value: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ is: fc.constantFrom('known' as const, 'unknown' as const) }),
  fc.record({ is: fc.constantFrom('contains' as const, 'includes' as const), value: word }),
)
const property = fc.record({ path, test: asked })
const compare: fc.Arbitrary<Comparison> = fc.record({
  is: fc.constantFrom('at_least', 'more_than', 'at_most', 'less_than', 'exactly', 'not'),
  than: fc.integer({ min: 0, max: 4 }),
})
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant('trait' as const), path, test: asked }),
    fc.record(
      {
        kind: fc.constant('event' as const),
        event: fc.constantFrom(...names),
        where: fc.array(property, { maxLength: 2 }),
        sum: path,
        count: compare,
        within: fc.record({ lastSeconds: fc.integer({ min: 1, max: 200 }).map((hours) => hours * 3600) }),
      },
      { requiredKeys: ['kind', 'event', 'count'] },
    ),
    fc.record({
      kind: fc.constant('last_event' as const),
      event: fc.constantFrom(...names),
      where: fc.array(property, { maxLength: 1 }),
      has: fc.array(property, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const, 'none' as const, 'one' as const),
      of: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
  ) as fc.Arbitrary<Condition>,
}))

test('the SQL of any definition finds exactly whom the plain words mean', async () => {
  const people = fc.sample(person, { numRuns: 60, seed: 42 })
  const shop = await openShop()
  await shop.at('2026-03-02T10:00:00Z')
  await shop.send(
    people.flatMap(({ traits, events }, i) => [
      identify(`c${i}`, traits, '2026-02-01T00:00:00Z'),
      ...events.map(({ name, at, properties }) => track(`c${i}`, name, new Date(at).toISOString(), properties)),
    ]),
  )
  await fc.assert(
    fc.asyncProperty(condition, async (definition) => {
      const { members } = await previewSegment(deps, shop.workspaceId, definition)
      expect(members).toBe(people.filter((one) => holds(one, definition)).length)
    }),
    { numRuns: 150 },
  )
})
