import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inspectValue, limits } from './inspect-value.ts'

const nested = (levels: number): unknown => {
  let value: unknown = 1
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { a: value } : [value]
  return value
}

test('what JSON holds and both engines can store is sound', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 10, noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(!/\\u0000|\\ud[89a-f]|__proto__|constructor|prototype/i.test(text))
      expect(inspectValue(value)).toBeUndefined()
    }),
  )
})

test('depth is counted without being hurt by it', () => {
  expect(inspectValue(nested(limits.depth))).toBeUndefined()
  expect(inspectValue(nested(limits.depth + 1))).toMatchObject({ reason: 'too_deep' })
  expect(inspectValue(nested(200_000))).toMatchObject({ reason: 'too_deep' })
})

test('properties are counted over the whole value', () => {
  const wide = (count: number) => ({ list: Array.from({ length: count - 1 }, (_, i) => i) })
  expect(inspectValue(wide(limits.keys))).toBeUndefined()
  expect(inspectValue(wide(limits.keys + 1))).toMatchObject({ reason: 'too_many_properties' })
})

test.each([
  ['forbidden_key', JSON.parse('{"a":{"__proto__":{"b":1}}}')],
  ['forbidden_key', { constructor: 1 }],
  ['nul_character', { a: 'x\u0000' }],
  ['nul_character', { 'x\u0000': 1 }],
  ['bad_unicode', { a: ['\ud800'] }],
  ['number_out_of_range', JSON.parse('{"a":1e400}')],
])('%s wherever it stands', (reason, value) => {
  expect(inspectValue(value)).toMatchObject({ reason })
  expect(inspectValue({ deep: [{ inside: value }] })).toMatchObject({ reason })
})
