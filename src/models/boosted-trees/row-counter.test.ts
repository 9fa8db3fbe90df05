import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowCounter } from './row-counter.ts'

const table = fc
  .record({ columns: fc.integer({ min: 1, max: 7 }), rows: fc.integer({ min: 1, max: 40 }), isWide: fc.boolean() })
  .chain(({ columns, rows, isWide }) =>
    fc.record({
      isWide: fc.constant(isWide),
      bins: fc.array(fc.uint8Array({ minLength: rows, maxLength: rows, max: 30 }), {
        minLength: columns,
        maxLength: columns,
      }),
      pairs: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 * rows, maxLength: 2 * rows }),
      some: fc.subarray(Array.from({ length: rows }, (_, row) => row)),
    }),
  )

test('a histogram is the sums of its rows, bin by bin, whether places take two bytes or four', () => {
  fc.assert(
    fc.property(table, ({ isWide, bins, pairs, some }) => {
      // More bins than two bytes can tell apart.
      const apart = isWide ? 70_000 : 31
      const offsets = Int32Array.from(bins, (_, column) => column * apart)
      const shape = { offsets, bins: bins.length * apart }
      const counter = rowCounter(shape, bins, pairs.length / 2, 1)
      counter.pairs.set(pairs)
      const { sums, counts } = counter.count(Int32Array.from(some))
      const expected = { sums: new Float64Array(2 * shape.bins), counts: new Uint32Array(shape.bins) }
      for (const row of some)
        for (const [column, ofRow] of bins.entries()) {
          const at = (offsets[column] ?? 0) + (ofRow[row] ?? 0)
          expected.counts[at] = (expected.counts[at] ?? 0) + 1
          for (const side of [0, 1])
            expected.sums[2 * at + side] = (expected.sums[2 * at + side] ?? 0) + (pairs[2 * row + side] ?? 0)
        }
      expect(counts).toEqual(expected.counts)
      expect(sums).toEqual(expected.sums)
    }),
    { numRuns: 40 },
  )
})
