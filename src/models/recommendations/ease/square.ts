/** A square matrix, row by row; rows lie `stride` numbers apart. */
export type Square = { size: number; stride: number; cells: Float64Array }

/** Rows are kept an odd number of cache lines apart, so that the rows of a block do not fall into the same cache set. */
export function makeSquare(size: number): Square {
  const lines = Math.ceil(size / 8)
  const stride = 8 * (lines + 1 - (lines % 2))
  return { size, stride, cells: new Float64Array(size * stride) }
}
