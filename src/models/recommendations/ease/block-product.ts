import { memoryOf } from '#models/simd'
import { assembleMultiply, type BlockLayout, tileColumns, tileRows } from './multiply-blocks.ts'

/** Rows of a block, and how much of them at a time: two of these stay in the second cache. */
export const blockRows = 64
export const blockDepth = 256

// An odd number of cache lines, so that the rows of a block do not fall into the same cache set.
const width = blockDepth + 8
const factorBytes = blockRows * width * 8
const layout: BlockLayout = {
  stride: width * 8,
  right: factorBytes,
  products: 2 * factorBytes,
  productStride: blockRows * 8,
}

type Block = {
  /** Copies numbers into a row of a factor; all rows of a product are as long. */
  left: (row: number, values: Float64Array) => void
  right: (row: number, values: Float64Array) => void
  /** The products of rows × columns, `blockRows` apart; overwritten by the next. */
  multiply: (rows: number, columns: number, depth: number) => Float64Array
}

let made: Block | undefined

/** Up to 64 × 64 products of rows of up to 256 numbers: left[i] · right[j]. There is one, made when first asked for. */
export function blockProduct(): Block {
  made ??= makeBlock()
  return made
}

function makeBlock(): Block {
  const memory = memoryOf(layout.products + blockRows * layout.productStride)
  const run = assembleMultiply(layout)(memory)
  const cells = new Float64Array(memory.buffer)
  const products = new Float64Array(memory.buffer, layout.products, blockRows * blockRows)
  const upTo = (multiple: number, count: number) => Math.ceil(count / multiple) * multiple
  const put = (at: number, values: Float64Array) => {
    cells.set(values, at)
    // Two numbers are multiplied at a time.
    if (values.length % 2 === 1) cells[at + values.length] = 0
  }
  return {
    left: (row, values) => put(row * width, values),
    right: (row, values) => put(blockRows * width + row * width, values),
    multiply: (rows, columns, depth) => {
      run(upTo(tileRows, rows), upTo(tileColumns, columns), upTo(2, depth) * 8)
      return products
    },
  }
}
