import { dot } from '#models/dot'
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
        const sum =
          (cells[i * stride + j] as number) - dot(cells, i * stride + from, cells, j * stride + from, j - from)
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
        const first = Math.max(from, i)
        const sum = own - dot(out, i * stride + first, cells, k * stride + first, k - first)
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
