import { assemble, wasm } from '#models/simd'

export type BlockLayout = {
  /** bytes from one row of a factor to the next */
  stride: number
  /** where the second factor and the products begin, in bytes */
  right: number
  products: number
  /** bytes from one row of products to the next */
  productStride: number
}

/** Rows and columns are taken so many at a time: eight sums that stay in registers. */
export const tileRows = 2
export const tileColumns = 4

const { get, set, constant, plus, times, isBelow, repeat } = wasm
const [rows, columns, depth, i, j, a, b, end, out] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const [firstSum, left0, rightNow] = [9, 9 + tileRows * tileColumns, 9 + tileRows * tileColumns + tileRows]

/**
 * (rows, columns, depth): products[i][j] = Σₖ left[i][k] · right[j][k], depth in bytes. Rows are a multiple of `tileRows`, columns of
 * `tileColumns`, depth of 16 and above 0.
 */
export function assembleMultiply({ stride, right, products, productStride }: BlockLayout) {
  const tile = Array.from({ length: tileRows * tileColumns }, (_, at) => ({
    sum: firstSum + at,
    row: Math.floor(at / tileColumns),
    column: at % tileColumns,
  }))
  const step = [
    ...Array.from({ length: tileRows }, (_, row) => set(left0 + row, wasm.loadPair(get(a), row * stride))).flat(),
    // Column by column, so that one number of the right is at hand for all rows.
    ...Array.from({ length: tileColumns }, (_, column) => [
      ...set(rightNow, wasm.loadPair(get(b), column * stride)),
      ...tile
        .filter((one) => one.column === column)
        .flatMap(({ sum, row }) => set(sum, wasm.plusPair(get(sum), wasm.timesPair(get(left0 + row), get(rightNow))))),
    ]).flat(),
    ...set(a, plus(get(a), constant(16))),
    ...set(b, plus(get(b), constant(16))),
  ]
  const oneTile = [
    ...set(a, times(get(i), constant(stride))),
    ...set(b, plus(times(get(j), constant(stride)), constant(right))),
    ...set(end, plus(get(a), get(depth))),
    ...set(out, plus(plus(times(get(i), constant(productStride)), times(get(j), constant(8))), constant(products))),
    ...tile.flatMap(({ sum }) => set(sum, wasm.noPair)),
    ...repeat(step, isBelow(get(a), get(end))),
    ...tile.flatMap(({ sum, row, column }) =>
      wasm.storeDouble(get(out), wasm.sumOfPair(get(sum)), row * productStride + column * 8),
    ),
    ...set(j, plus(get(j), constant(tileColumns))),
  ]
  const rowOfTiles = [
    ...set(j, constant(0)),
    ...repeat(oneTile, isBelow(get(j), get(columns))),
    ...set(i, plus(get(i), constant(tileRows))),
  ]
  const body = repeat(rowOfTiles, isBelow(get(i), get(rows)))
  return assemble({ parameters: 3, integers: 6, pairs: tileRows * tileColumns + tileRows + 1, body })
}
