import type { RhythmFit } from './fit-rhythm.ts'
import { upperQuantile, upperTail } from './normal.ts'

/** When one customer comes again: the logarithm of the pause is normal(mean, spread²) for those who do not leave. */
export type Rhythm = {
  mean: number
  spread: number
  /** probability that the last visit was the last one */
  leaves: number
  /** three visits or more: their own pauses tell something */
  isOwn: boolean
}

export const keptPauses = 24
export const narrowest = 0.05

/** Bins of visits so far (2, 3, 4–6, 7 and more) in which the probability of leaving differs; one visit has its own. */
export function stageOf(visits: number): number {
  if (visits < 4) return Math.max(0, visits - 2)
  return visits < 7 ? 2 : 3
}

/**
 * The rhythm of a customer with these pauses, oldest first (`pauses[from]` … `pauses[to − 1]`; none for one visit). The latest
 * 24 count; pauses of 0 count as the shortest there is.
 */
export function rhythmOf(fit: RhythmFit, pauses: ArrayLike<number>, from = 0, to = pauses.length): Rhythm {
  const count = Math.min(keptPauses, to - from)
  if (count <= 0) return { mean: fit.first.mean, spread: fit.first.spread, leaves: fit.first.leaves, isOwn: false }
  let [sum, squares] = [0, 0]
  for (let i = to - count; i < to; i++) {
    const log = Math.log(Math.max(fit.shortest, pauses[i] ?? 0))
    sum += log
    squares += log * log
  }
  const { mean, between, within, strength } = fit.usual
  const deviation = Math.max(0, squares - (sum * sum) / count)
  const variance = Math.max(narrowest ** 2, (strength * within + deviation) / (strength + count - 1))
  const weight = 1 / (1 / between + count / variance)
  return {
    mean: weight * (mean / between + sum / variance),
    // The spread of the next pause, and how little is known of where it centres.
    spread: Math.sqrt(variance + weight),
    leaves: fit.leaves[stageOf(to - from + 1)] ?? 0,
    isOwn: count >= 2,
  }
}

/** How many of their own pauses end before this silence does (0 to 1): 0.95 is late for nineteen visits in twenty. */
export function lateness(rhythm: Rhythm, silence: number): number {
  return 1 - pending(rhythm, silence)
}

/** Probability that the customer has not left for good, after this silence (0 to 1). */
export function stillComing(rhythm: Rhythm, silence: number): number {
  const waits = (1 - rhythm.leaves) * pending(rhythm, silence)
  return waits / (waits + rhythm.leaves)
}

/** Probability of a visit within the horizon, after this silence (0 to 1). */
export function returnsWithin(rhythm: Rhythm, silence: number, horizon: number): number {
  const { leaves } = rhythm
  const now = pending(rhythm, silence)
  const later = pending(rhythm, silence + Math.max(0, horizon))
  return ((1 - leaves) * Math.max(0, now - later)) / ((1 - leaves) * now + leaves)
}

/** How long from now until the next visit of somebody who does come: the middle, and between what eight in ten lie. */
export function nextVisit(rhythm: Rhythm, silence: number): { wait: number; low: number; high: number } {
  const now = pending(rhythm, silence)
  const waitFor = (share: number): number => {
    const pause = Math.exp(Math.min(300, rhythm.mean + rhythm.spread * upperQuantile(now * (1 - share))))
    return Math.max(0, pause - Math.max(0, silence))
  }
  return { wait: waitFor(0.5), low: waitFor(0.1), high: waitFor(0.9) }
}

function pending({ mean, spread }: Pick<Rhythm, 'mean' | 'spread'>, silence: number): number {
  return silence > 0 ? upperTail((Math.log(silence) - mean) / spread) : 1
}
