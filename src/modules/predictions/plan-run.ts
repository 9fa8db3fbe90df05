import type { Range } from './queries/read-histories.ts'

/** So many customers tell how a shop buys; reading all of ten million would tell nothing more. */
const learntFrom = 30_000
const stripes = 20
/** Read, scored and written at once: a few seconds' work, some ten megabytes. */
const chunk = 20_000
const shortestHorizon = 14

/**
 * How far ahead to foretell: the silence window, but no more than a third of the history, so that there are a day to learn
 * from, a day to test on and today, one horizon apart.
 */
export function chooseHorizon(windowDays: number, historyDays: number): number {
  return Math.max(shortestHorizon, Math.min(windowDays, Math.floor(historyDays / 3)))
}

/** Everybody, or stripes of neighbours evenly spread: neighbours lie together on the disk. */
export function learningRanges(top: number): Range[] {
  if (top <= learntFrom) return [{ from: 0, to: top }]
  return Array.from({ length: stripes }, (_, i) => {
    const from = Math.floor((i * top) / stripes)
    return { from, to: from + learntFrom / stripes - 1 }
  })
}

export function scoringRanges(top: number): Range[] {
  return Array.from({ length: Math.ceil((top + 1) / chunk) }, (_, i) => ({
    from: i * chunk,
    to: Math.min(top, (i + 1) * chunk - 1),
  }))
}
