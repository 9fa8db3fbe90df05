import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBatch } from './read-body.ts'
import { splitBatch } from './split-batch.ts'

test('any batch of JSON falls into the elements it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (elements, other) => {
      const text = JSON.stringify({ context: other, batch: elements, sentAt: 'x' })
      // A key of that name inside another value is not ours to find.
      fc.pre(!JSON.stringify(other).includes('batch'))
      expect(splitBatch(text, 'batch')?.map((part) => JSON.parse(part))).toEqual(JSON.parse(JSON.stringify(elements)))
    }),
  )
})

test('one broken element leaves the others whole, wherever it stands', () => {
  const broken = fc.constantFrom('NaN', '{"a":Infinity}', '{"a":01}', '{"a":undefined}', "{'a':1}", '[1,,2]')
  const sound = fc.array(fc.record({ event: fc.string(), n: fc.integer() }), { maxLength: 5 })
  fc.assert(
    fc.property(sound, broken, sound, (before, bad, after) => {
      const parts = [...before.map((e) => JSON.stringify(e)), bad, ...after.map((e) => JSON.stringify(e))]
      const { pieces } = readBatch(`{"sentAt":"2026-01-01T00:00:00Z","batch":[${parts.join(' , ')}]}`)
      expect(pieces.filter((piece) => piece.text === undefined).map((piece) => piece.value)).toEqual([
        ...before,
        ...after,
      ])
      expect(pieces.filter((piece) => piece.text !== undefined).map((piece) => piece.text)).toEqual([bad])
    }),
  )
})

test('the envelope is read around a broken element', () => {
  const { envelope } = readBatch('{"writeKey":"wk_1","batch":[NaN],"sentAt":"2026-01-01T00:00:00Z"}')
  expect(envelope).toEqual({ writeKey: 'wk_1', sentAt: '2026-01-01T00:00:00Z' })
})

test('what is cut off, or has no batch at all, cannot be read', () => {
  for (const text of ['{"batch":[{"a":1}', '{"batch":', 'hello', '', '{"bach":[NaN]}']) {
    expect(() => readBatch(text)).toThrow(/not JSON/)
  }
})
