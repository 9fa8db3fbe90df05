import { dot } from '#models/dot'

/**
 * Cholesky factor of a symmetric positive definite matrix (row-major, lower triangle read), in place. A pivot that
 * rounding made nothing is lifted, so that a direction without information gets no step instead of an endless one.
 */
export function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size
    for (let j = 0; j < i; j++)
      matrix[row + j] =
        ((matrix[row + j] as number) - dot(matrix, row, matrix, j * size, j)) / (matrix[j * size + j] as number)
    const before = matrix[row + i] as number
    const pivot = before - dot(matrix, row, matrix, row, i)
    matrix[row + i] = Math.sqrt(Math.max(pivot, 1e-12 * before, 1e-12))
  }
}

/** Solves L Lᵀ x = b for the factor of `factorise`. */
export function solve(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = forward(factor, size, right)
  for (let i = size - 1; i >= 0; i--) {
    const own = (x[i] as number) / (factor[i * size + i] as number)
    x[i] = own
    // Along the row of the factor, so that memory is read in order.
    for (let k = 0; k < i; k++) x[k] = (x[k] as number) - own * (factor[i * size + k] as number)
  }
  return x
}

/** The variance of Σ contrastⱼ βⱼ when the factored matrix is the information about β: |L⁻¹ contrast|². */
export function varianceOf(factor: Float64Array, size: number, contrast: Float64Array): number {
  return forward(factor, size, contrast).reduce((sum, value) => sum + value * value, 0)
}

/** L⁻¹ b */
function forward(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i++)
    x[i] = ((x[i] as number) - dot(factor, i * size, x, 0, i)) / (factor[i * size + i] as number)
  return x
}
