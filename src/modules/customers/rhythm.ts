/** A customer's own rhythm, from the latest days on which they bought. Definitions: docs/metrics.md, “Rhythm”. */

export const keptVisits = 24
const visitsForRhythm = 4
const dayMs = 86_400_000

export type Rhythm = { usualGapDays: number | null; lateFrom: string | null; cameBackOn: string | null }

/** `days` are distinct ISO days, ascending. Below four visits there is no rhythm to speak of. */
export function readRhythm(days: string[]): Rhythm {
  const gaps = gapsOf(days)
  const last = days.at(-1)
  if (last === undefined || days.length < visitsForRhythm)
    return { usualGapDays: null, lateFrom: null, cameBackOn: null }
  return {
    usualGapDays: quantile(gaps, 0.5),
    lateFrom: addDays(last, patience(gaps)),
    cameBackOn: lastComeback(days, gaps),
  }
}

/** Days between neighbouring visits. */
export function gapsOf(days: string[]): number[] {
  const times = days.map((day) => Date.parse(day))
  return times.slice(1).map((time, i) => Math.round((time - (times[i] ?? time)) / dayMs))
}

/** The silence in days after which somebody with these gaps is late: half again the usual gap, and longer than nine in ten of their own gaps. */
export const patience = (gaps: number[]): number => patienceOf(inOrder(gaps))

function patienceOf(sorted: number[]): number {
  const usual = quantileOf(sorted, 0.5)
  return Math.floor(Math.max(1.5 * usual, quantileOf(sorted, 0.9), usual + 2)) + 1
}

function lastComeback(days: string[], gaps: number[]): string | null {
  const before = inOrder(gaps)
  for (let i = gaps.length - 1; i >= visitsForRhythm - 1; i--) {
    const gap = gaps[i] ?? 0
    before.splice(before.indexOf(gap), 1)
    if (gap >= patienceOf(before)) return days[i + 1] ?? null
  }
  return null
}

/** Linear interpolation between order statistics (Hyndman–Fan type 7). */
export const quantile = (values: number[], q: number): number => quantileOf(inOrder(values), q)

const inOrder = (values: number[]): number[] => [...values].sort((a, b) => a - b)

function quantileOf(sorted: number[], q: number): number {
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)] ?? 0
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)
}

/**
 * What a customer brings in a year at their own pace: revenue over the time they have been coming, their usual pause after the
 * last visit included, and never reckoned from less than 90 days. Null rhythm or one visit only: 0.
 */
export function yearlyValue(
  revenueMinor: number,
  visits: number,
  firstDay: string | null,
  lastDay: string | null,
): number {
  if (visits < 2 || firstDay === null || lastDay === null) return 0
  const span = (Date.parse(lastDay) - Date.parse(firstDay)) / dayMs
  const days = Math.max(90, span + span / (visits - 1))
  return Math.round((revenueMinor / days) * 365)
}

/** Adds days to the kept ones; the result does not depend on the order in which they come. */
export function addVisits(kept: string[], added: string[]): string[] {
  return [...new Set([...kept, ...added])].sort().slice(-keptVisits)
}
