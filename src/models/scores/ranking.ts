/**
 * Area under the ROC curve: how often a positive scores above a negative, ties counting half (Mann–Whitney U; Hanley &
 * McNeil 1982). 0.5 when one class is missing.
 */
export function areaUnderRoc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let below = 0
  let wins = 0
  let positives = 0
  for (const [ones, zeros] of tieGroups(scores, labels, 1)) {
    wins += ones * (below + zeros / 2)
    below += zeros
    positives += ones
  }
  return positives === 0 || below === 0 ? 0.5 : wins / (positives * below)
}

/** Σ (recallₖ − recallₖ₋₁) · precisionₖ over the distinct scores from the top, not interpolated. 0 without a positive. */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let hits = 0
  let seen = 0
  let sum = 0
  for (const [ones, zeros] of tieGroups(scores, labels, -1)) {
    hits += ones
    seen += ones + zeros
    sum += ones * (hits / seen)
  }
  return hits === 0 ? 0 : sum / hits
}

function* tieGroups(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  direction: 1 | -1,
): Generator<[number, number]> {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => direction * ((scores[a] ?? 0) - (scores[b] ?? 0)))
  let ones = 0
  let zeros = 0
  for (const [at, row] of order.entries()) {
    if (labels[row] === 1) ones++
    else zeros++
    const next = order[at + 1]
    if (next !== undefined && scores[next] === scores[row]) continue
    yield [ones, zeros]
    ones = 0
    zeros = 0
  }
}
