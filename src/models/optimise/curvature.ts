/** Second derivatives of a function at a point, by central differences. */
export function hessianOf(f: (at: Float64Array) => number, at: Float64Array, step = 1e-3): number[][] {
  const size = at.length
  const middle = f(at)
  const shifted = (moves: [number, number][]) => {
    const probe = at.slice()
    for (const [i, by] of moves) probe[i] = (probe[i] ?? 0) + by
    return f(probe)
  }
  const hessian = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const bend =
        i === j
          ? (shifted([[i, step]]) - 2 * middle + shifted([[i, -step]])) / step ** 2
          : (shifted([
              [i, step],
              [j, step],
            ]) -
              shifted([
                [i, step],
                [j, -step],
              ]) -
              shifted([
                [i, -step],
                [j, step],
              ]) +
              shifted([
                [i, -step],
                [j, -step],
              ])) /
            (4 * step ** 2)
      for (const [a, b] of [
        [i, j],
        [j, i],
      ] as const) {
        const row = hessian[a]
        if (row) row[b] = bend
      }
    }
  return hessian
}

/** The inverse of a Hessian of a negative log-likelihood; undefined unless it is safely positive definite. */
export function covarianceOf(hessian: number[][]): number[][] | undefined {
  const size = hessian.length
  const lower = Array.from({ length: size }, () => new Float64Array(size))
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let rest = hessian[i]?.[j] ?? Number.NaN
      for (let k = 0; k < j; k++) rest -= (lower[i]?.[k] ?? 0) * (lower[j]?.[k] ?? 0)
      const row = lower[i]
      if (!row) continue
      if (i === j) {
        // Rounding of the differences is about this large against the diagonal.
        if (!(rest > 1e-9 * Math.abs(hessian[i]?.[i] ?? 0)) || !(rest > 1e-7)) return undefined
        row[i] = Math.sqrt(rest)
      } else row[j] = rest / (lower[j]?.[j] ?? 1)
    }
  const solve = (unit: number) => {
    const y = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      let rest = +(i === unit)
      for (let k = 0; k < i; k++) rest -= (lower[i]?.[k] ?? 0) * (y[k] ?? 0)
      y[i] = rest / (lower[i]?.[i] ?? 1)
    }
    for (let i = size - 1; i >= 0; i--) {
      let rest = y[i] ?? 0
      for (let k = i + 1; k < size; k++) rest -= (lower[k]?.[i] ?? 0) * (y[k] ?? 0)
      y[i] = rest / (lower[i]?.[i] ?? 1)
    }
    return Array.from(y)
  }
  return Array.from({ length: size }, (_, i) => solve(i))
}
