const smallest = 1e-15

/** Mean negative log-likelihood in nats; probabilities are kept 1e-15 away from 0 and 1. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(1 - smallest, Math.max(smallest, probabilities[i] ?? 0))
    sum -= Math.log(labels[i] === 1 ? p : 1 - p)
  }
  return labels.length === 0 ? 0 : sum / labels.length
}

/** Mean squared distance between the probability and what happened (Brier 1950). */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += ((probabilities[i] ?? 0) - (labels[i] ?? 0)) ** 2
  return labels.length === 0 ? 0 : sum / labels.length
}

/** Σ over equal-width bins of their share of rows × |mean probability − rate| (Naeini et al. 2015). */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): number {
  const excess = new Float64Array(bins)
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i] ?? 0
    const bin = Math.min(bins - 1, Math.floor(p * bins))
    excess[bin] = (excess[bin] ?? 0) + p - (labels[i] ?? 0)
  }
  return labels.length === 0 ? 0 : excess.reduce((sum, each) => sum + Math.abs(each), 0) / labels.length
}
