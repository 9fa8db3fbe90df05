import { nelderMead } from './nelder-mead.ts'

export type Minimum = { at: Float64Array; value: number; evaluations: number }
type Objective = (at: Float64Array) => number

const step = 1e-4

/**
 * BFGS with central differences and a backtracking line search (Nocedal & Wright, ch. 6); where it cannot go on,
 * a Nelder–Mead search (1965) takes it further. The objective may return NaN or ∞: such points are avoided.
 * `covariance`, the inverse of a Hessian near by, saves most of the way.
 * Ends when an iteration wins less than `tolerance` twice, or after about `most` evaluations.
 */
export function minimise(
  objective: Objective,
  start: ArrayLike<number>,
  {
    tolerance = 1e-8,
    most = 600,
    covariance,
  }: { tolerance?: number; most?: number; covariance?: number[][] | undefined } = {},
): Minimum {
  let evaluations = 0
  const f = (at: Float64Array) => {
    evaluations++
    const value = objective(at)
    return Number.isFinite(value) ? value : 1e300
  }
  const size = start.length
  let at: Float64Array = Float64Array.from(start)
  let value = f(at)
  let inverse = covariance ?? identity(size)
  let slope = gradient(f, at)
  let idle = 0
  let fresh = !covariance
  while (evaluations < most && idle < 2) {
    let direction = times(inverse, slope).map((part) => -part)
    if (dot(direction, slope) >= 0) {
      inverse = identity(size)
      direction = slope.map((part) => -part)
      fresh = true
    }
    // In logarithms of parameters a step above e² is a leap into the dark.
    const longest = Math.max(...direction.map(Math.abs))
    const limit = fresh ? 0.5 : 2
    let length = longest > limit ? limit / longest : 1
    const descent = dot(direction, slope)
    let next = at
    let nextValue = value
    for (let halving = 0; halving < 25; halving++, length /= 3) {
      next = Float64Array.from(at, (part, i) => part + length * (direction[i] ?? 0))
      nextValue = f(next)
      if (nextValue <= value + 1e-4 * length * descent) break
    }
    if (!(nextValue < value)) {
      if (fresh) break
      inverse = identity(size)
      fresh = true
      continue
    }
    idle = value - nextValue < tolerance ? idle + 1 : 0
    const nextSlope = gradient(f, next)
    const move = next.map((part, i) => part - (at[i] ?? 0))
    const change = nextSlope.map((part, i) => part - (slope[i] ?? 0))
    inverse = updated(inverse, move, change, fresh)
    ;[at, value, slope, fresh] = [next, nextValue, nextSlope, false]
  }
  if (idle < 2 && evaluations < most) {
    const better = nelderMead(f, at, { size: 0.1, tolerance, most: most - evaluations })
    if (better.value < value) ({ at, value } = better)
  }
  return { at, value, evaluations }
}

function gradient(f: Objective, at: Float64Array): Float64Array {
  return Float64Array.from(at, (part, i) => {
    const probe = at.slice()
    probe[i] = part + step
    const up = f(probe)
    probe[i] = part - step
    return (up - f(probe)) / (2 * step)
  })
}

function updated(inverse: number[][], move: Float64Array, change: Float64Array, fresh: boolean): number[][] {
  const bend = dot(move, change)
  if (!(bend > 1e-14)) return inverse
  const scale = bend / dot(change, change)
  const base = fresh ? inverse.map((row) => row.map((part) => part * scale)) : inverse
  const turned = times(base, change)
  const weight = (1 + dot(change, turned) / bend) / bend
  return base.map((row, i) =>
    row.map((part, j) => {
      const [mi, mj, ti, tj] = [move[i] ?? 0, move[j] ?? 0, turned[i] ?? 0, turned[j] ?? 0]
      return part + weight * mi * mj - (ti * mj + mi * tj) / bend
    }),
  )
}

const identity = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => +(i === j)))
const times = (matrix: number[][], by: Float64Array) => Float64Array.from(matrix, (row) => dot(row, by))
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
