/** log-odds out = slope · log-odds in + offset; the slope is never below 0. */
export type PlattMap = { slope: number; offset: number }

const mostIterations = 100

/**
 * Platt 1999 on the log-odds, with his prior towards one half (targets (N₊+1)/(N₊+2) and 1/(N₋+2)) and the damped
 * Newton steps of Lin, Lin & Weng 2007. A model worse than chance becomes the base rate rather than being turned round.
 */
export function fitPlatt(probabilities: ArrayLike<number>, labels: ArrayLike<number>): PlattMap {
  const scores = Float64Array.from(probabilities, logOdds)
  const positives = Array.from(labels).filter((label) => label === 1).length
  const negatives = scores.length - positives
  const targets = Float64Array.from(labels, (label) =>
    label === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
  )
  const base = { slope: 0, offset: Math.log((positives + 1) / (negatives + 1)) }
  let map: PlattMap = base
  let loss = lossOf(map, scores, targets)
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const step = newtonStep(map, scores, targets)
    let length = 1
    let next = moved(map, step, length)
    while (lossOf(next, scores, targets) > loss && length > 1e-10) {
      length /= 2
      next = moved(map, step, length)
    }
    const nextLoss = lossOf(next, scores, targets)
    if (!(nextLoss < loss)) break
    const gain = loss - nextLoss
    map = next
    loss = nextLoss
    if (gain < 1e-12 * (1 + loss)) break
  }
  return map.slope < 0 ? base : map
}

export function applyPlatt({ slope, offset }: PlattMap, probabilities: Float64Array): Float64Array {
  return probabilities.map((p) => 1 / (1 + Math.exp(-(slope * logOdds(p) + offset))))
}

function moved(map: PlattMap, step: PlattMap, length: number): PlattMap {
  return { slope: map.slope - length * step.slope, offset: map.offset - length * step.offset }
}

function lossOf({ slope, offset }: PlattMap, scores: Float64Array, targets: Float64Array): number {
  let loss = 0
  for (let i = 0; i < scores.length; i++) {
    const margin = slope * (scores[i] ?? 0) + offset
    loss += Math.max(margin, 0) - (targets[i] ?? 0) * margin + Math.log1p(Math.exp(-Math.abs(margin)))
  }
  return loss
}

function newtonStep({ slope, offset }: PlattMap, scores: Float64Array, targets: Float64Array): PlattMap {
  let [g1, g0, h11, h10, h00] = [0, 0, 1e-9, 0, 1e-9]
  for (let i = 0; i < scores.length; i++) {
    const s = scores[i] ?? 0
    const p = 1 / (1 + Math.exp(-(slope * s + offset)))
    const error = p - (targets[i] ?? 0)
    const weight = p * (1 - p)
    g1 += error * s
    g0 += error
    h11 += weight * s * s
    h10 += weight * s
    h00 += weight
  }
  const determinant = h11 * h00 - h10 * h10
  // Scores all alike tell nothing of a slope.
  if (!(determinant > 1e-9 * h11 * h00)) return { slope: 0, offset: g0 / h00 }
  return { slope: (h00 * g1 - h10 * g0) / determinant, offset: (h11 * g0 - h10 * g1) / determinant }
}

function logOdds(p: number): number {
  const kept = Math.min(1 - 1e-12, Math.max(1e-12, p))
  return Math.log(kept / (1 - kept))
}
