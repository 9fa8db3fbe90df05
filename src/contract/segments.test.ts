import { expect, test } from 'vitest'
import { journeyDefinition } from './journeys.ts'
import { type Condition, condition } from './segments.ts'

const nested = (levels: number): Condition =>
  Array.from({ length: levels }).reduce<Condition>((of) => ({ kind: 'not', of }), { kind: 'everyone' })

test('a condition however deep is refused as a value that is wrong, and does not break who reads it', () => {
  expect(condition.safeParse(nested(12)).success).toBe(true)
  const branch = (one: Condition) => ({
    trigger: { kind: 'manual' },
    start: 'a',
    nodes: [{ id: 'a', kind: 'branch', condition: one, next: null, otherwise: null }],
  })
  expect(journeyDefinition.safeParse(branch(nested(12))).success).toBe(true)
  for (const levels of [3_000, 100_000]) {
    expect(condition.safeParse(nested(levels)).error?.issues).toMatchObject([{ code: 'custom', path: [] }])
    const { error } = journeyDefinition.safeParse(branch(nested(levels)))
    expect(error?.issues).toMatchObject([{ code: 'custom', path: ['nodes', 0, 'condition'] }])
  }
})
