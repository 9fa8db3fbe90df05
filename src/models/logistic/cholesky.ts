/**
 * Cholesky factor of a symmetric positive definite matrix (row-major, lower triangle read), in place. A pivot that
 * rounding made nothing is lifted, so that a direction without information gets no step instead of an endless one.
 */
export function factorise(matrix: Float64Array, size: number): void {
  for (let j = 0; j < size; j++) {
    const own = j * size
    let pivot = matrix[own + j] ?? 0
    const before = pivot
    for (let k = 0; k < j; k++) pivot -= (matrix[own + k] ?? 0) ** 2
    const root = Math.sqrt(Math.max(pivot, 1e-12 * before, 1e-12))
    matrix[own + j] = root
    for (let i = j + 1; i < size; i++) {
      const row = i * size
      let sum = matrix[row + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (matrix[row + k] ?? 0) * (matrix[own + k] ?? 0)
      matrix[row + j] = sum / root
    }
  }
}

/** Solves L Lᵀ x = b for the factor of `factorise`. */
export function solve(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i++) {
    let sum = x[i] ?? 0
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (factor[i * size + i] ?? 1)
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] ?? 0
    for (let k = i + 1; k < size; k++) sum -= (factor[k * size + i] ?? 0) * (x[k] ?? 0)
    x[i] = sum / (factor[i * size + i] ?? 1)
  }
  return x
}

/** The variance of Σ contrastⱼ βⱼ when the factored matrix is the information about β. */
export function varianceOf(factor: Float64Array, size: number, contrast: Float64Array): number {
  return solve(factor, size, contrast).reduce((sum, value, j) => sum + value * (contrast[j] ?? 0), 0)
}
