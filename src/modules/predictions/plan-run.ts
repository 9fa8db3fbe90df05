import type { Range } from './queries/read-histories.ts'

/** So many customers tell how a shop buys; reading all of ten million would tell nothing more. */
const learntFrom = 30_000
export const stripes = 20
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

/**
 * Everybody, or stripes of neighbours evenly spread over the buyers: neighbours lie together on the disk. Visitors have numbers too, so
 * a stripe is as wide as it takes to hold its share of the buyers between two marks.
 */
export function learningRanges({ top, buyers, marks }: { top: number; buyers: number; marks: number[] }): Range[] {
  if (buyers <= learntFrom) return [{ from: 0, to: top }]
  return Array.from({ length: stripes }, (_, i) => {
    const [from = 0, next = from] = [marks[i], marks[i + 1]]
    return { from, to: Math.floor(from + ((next - from) * learntFrom) / buyers) }
  })
}

export function scoringRanges(top: number): Range[] {
  return Array.from({ length: Math.ceil((top + 1) / chunk) }, (_, i) => ({
    from: i * chunk,
    to: Math.min(top, (i + 1) * chunk - 1),
  }))
}
