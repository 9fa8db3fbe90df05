import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockDepth, blockProduct, blockRows } from './block-product.ts'

test('products of blocks of any size are what they are one by one', () => {
  const number = fc.integer({ min: -99, max: 99 })
  const factors = fc
    .record({
      rows: fc.integer({ min: 1, max: blockRows }),
      columns: fc.integer({ min: 1, max: blockRows }),
      depth: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(blockDepth)),
    })
    .chain(({ rows, columns, depth }) => {
      const row = fc.array(number, { minLength: depth, maxLength: depth }).map((values) => Float64Array.from(values))
      return fc.record({
        depth: fc.constant(depth),
        left: fc.array(row, { minLength: rows, maxLength: rows }),
        right: fc.array(row, { minLength: columns, maxLength: columns }),
      })
    })
  fc.assert(
    fc.property(factors, ({ depth, left, right }) => {
      const block = blockProduct()
      for (const [at, values] of left.entries()) block.left(at, values)
      for (const [at, values] of right.entries()) block.right(at, values)
      const products = block.multiply(left.length, right.length, depth)
      for (const [i, a] of left.entries())
        for (const [j, b] of right.entries())
          expect(products[i * blockRows + j]).toBe(a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0))
    }),
    { numRuns: 30 },
  )
})
