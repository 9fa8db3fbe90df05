import { makeSquare, type Square } from './square.ts'
import { subtractProducts } from './subtract-products.ts'

const width = 64

/**
 * The inverse of a symmetric positive definite matrix: only the lower half with the diagonal is read, and only it is overwritten.
 * A = L·Lᵀ, W = L⁻ᵀ, A⁻¹ = W·Wᵀ, blocked: nearly all n³/2 multiplications are dot products of rows that lie in the cache.
 */
export function invertSymmetric(matrix: Square): void {
  factor(matrix)
  multiplyByTranspose(invertFactor(matrix), matrix)
}

function factor(matrix: Square): void {
  const { size, stride, cells } = matrix
  for (let from = 0; from < size; from += width) {
    const to = Math.min(size, from + width)
    subtractProducts({
      target: matrix,
      left: matrix,
      right: matrix,
      rows: [from, size],
      columns: [from, to],
      depth: [0, from],
    })
    for (let i = from; i < size; i++)
      for (let j = from; j < to && j <= i; j++) {
        const sum = (cells[i * stride + j] as number) - dot(cells, i * stride, cells, j * stride, from, j)
        cells[i * stride + j] = i === j ? Math.sqrt(sum) : sum / (cells[j * stride + j] as number)
      }
  }
}

/** Upper triangular, so that its rows and those of L are multiplied along memory. */
function invertFactor(lower: Square): Square {
  const { size, stride, cells } = lower
  const upper = makeSquare(size)
  const out = upper.cells
  for (let from = 0; from < size; from += width) {
    const to = Math.min(size, from + width)
    for (let row = 0; row < from; row += width)
      subtractProducts({
        target: upper,
        left: upper,
        right: lower,
        rows: [row, row + width],
        columns: [from, to],
        depth: [row, from],
      })
    for (let i = 0; i < to; i++)
      for (let k = Math.max(from, i); k < to; k++) {
        const own = i === k ? 1 : (out[i * stride + k] as number)
        const sum = own - dot(out, i * stride, cells, k * stride, Math.max(from, i), k)
        out[i * stride + k] = sum / (cells[k * stride + k] as number)
      }
  }
  return upper
}

function multiplyByTranspose(upper: Square, result: Square): void {
  const { size, stride, cells } = result
  for (let i = 0; i < size; i++) cells.fill(0, i * stride, i * stride + i + 1)
  for (let from = 0; from < size; from += width) {
    const rows = [from, Math.min(size, from + width)] as const
    subtractProducts({ target: result, left: upper, right: upper, rows, columns: [0, rows[1]], depth: [from, size] })
    for (let i = from; i < rows[1]; i++)
      for (let j = 0; j <= i; j++) cells[i * stride + j] = -(cells[i * stride + j] as number)
  }
}

/** Four sums at once: one would wait for itself at each step. */
function dot(a: Float64Array, i: number, b: Float64Array, j: number, from: number, to: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let k = from
  for (; k + 3 < to; k += 4) {
    s0 += (a[i + k] as number) * (b[j + k] as number)
    s1 += (a[i + k + 1] as number) * (b[j + k + 1] as number)
    s2 += (a[i + k + 2] as number) * (b[j + k + 2] as number)
    s3 += (a[i + k + 3] as number) * (b[j + k + 3] as number)
  }
  for (; k < to; k++) s0 += (a[i + k] as number) * (b[j + k] as number)
  return s0 + s1 + (s2 + s3)
}
