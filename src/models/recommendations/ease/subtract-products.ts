import { blockDepth, blockProduct, blockRows } from './block-product.ts'
import type { Square } from './square.ts'

export type Range = readonly [from: number, to: number]

type Task = { target: Square; left: Square; right: Square; rows: Range; columns: Range; depth: Range }

/** target[i, j] −= Σₖ left[i, k] · right[j, k] for i in rows, j in columns, k in depth. Both are read along their rows. */
export function subtractProducts({ target, left, right, rows, columns, depth }: Task): void {
  const block = blockProduct()
  for (const part of parts(depth, blockDepth))
    for (const across of parts(columns, blockRows)) {
      for (let j = across[0]; j < across[1]; j++) block.right(j - across[0], rowOf(right, j, part))
      for (const down of parts(rows, blockRows)) {
        for (let i = down[0]; i < down[1]; i++) block.left(i - down[0], rowOf(left, i, part))
        const products = block.multiply(down[1] - down[0], across[1] - across[0], part[1] - part[0])
        subtractBlock(target, down, across, products)
      }
    }
}

function subtractBlock({ cells, stride }: Square, down: Range, across: Range, products: Float64Array): void {
  const columns = across[1] - across[0]
  for (let i = down[0]; i < down[1]; i++) {
    const to = i * stride + across[0]
    const from = (i - down[0]) * blockRows
    for (let j = 0; j < columns; j++) cells[to + j] = (cells[to + j] as number) - (products[from + j] as number)
  }
}

function rowOf({ cells, stride }: Square, row: number, [from, to]: Range): Float64Array {
  return cells.subarray(row * stride + from, row * stride + to)
}

function* parts([from, to]: Range, size: number): Generator<Range> {
  for (let at = from; at < to; at += size) yield [at, Math.min(to, at + size)]
}
