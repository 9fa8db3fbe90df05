import type { Visits } from '#models/rhythm'
import { type Histories, weekDays } from './histories.ts'

/** Everybody who had bought by a day, as they were then; and whether they came within the horizon after it. */
export type Cut = {
  day: number
  /** which customers of the histories */
  who: Int32Array
  /** one past their last visit by that day, as an index into the histories' visits */
  ends: Uint32Array
  visits: Float64Array
  silence: Float64Array
  tenure: Float64Array
  /** silent no longer than the silence window */
  isHere: Uint8Array
  pauses: Visits
  /** 1: no visit within the horizon. Of today's cut nobody knows yet: all 1. */
  stayedAway: Float64Array
  /** visits and money within the horizon after the day */
  laterVisits: Float64Array
  laterRevenue: Float64Array
}

export function cutHistory(
  histories: Histories,
  day: number,
  { horizon, window }: { horizon: number; window: number },
): Cut {
  const { starts, days, revenue, customers } = histories
  const who: number[] = []
  const ends: number[] = []
  for (let i = 0; i < customers.length; i++) {
    const [from, to] = [starts[i] ?? 0, starts[i + 1] ?? 0]
    if (from === to || (days[from] ?? 0) > day) continue
    let end = to
    while (end > from + 1 && (days[end - 1] ?? 0) > day) end--
    who.push(i)
    ends.push(end)
  }
  const rows = who.length
  const part = () => new Float64Array(rows)
  const cut: Cut = {
    day,
    who: Int32Array.from(who),
    ends: Uint32Array.from(ends),
    visits: part(),
    silence: part(),
    tenure: part(),
    isHere: new Uint8Array(rows),
    pauses: { pauses: [], starts: [], silence: [] },
    stayedAway: part(),
    laterVisits: part(),
    laterRevenue: part(),
  }
  const pauseStarts = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    const i = who[row] ?? 0
    const [from, end] = [starts[i] ?? 0, ends[row] ?? 0]
    cut.visits[row] = end - from
    cut.silence[row] = Math.max(0, day - (days[end - 1] ?? 0))
    cut.tenure[row] = Math.max(0, day - (days[from] ?? 0))
    cut.isHere[row] = (cut.silence[row] ?? 0) <= window ? 1 : 0
    pauseStarts[row + 1] = (pauseStarts[row] ?? 0) + end - from - 1
    for (let k = end; k < (starts[i + 1] ?? 0) && (days[k] ?? 0) <= day + horizon; k++) {
      cut.laterVisits[row] = (cut.laterVisits[row] ?? 0) + 1
      cut.laterRevenue[row] = (cut.laterRevenue[row] ?? 0) + (revenue[k] ?? 0)
    }
    cut.stayedAway[row] = cut.laterVisits[row] === 0 ? 1 : 0
  }
  const pauses = new Float64Array(pauseStarts[rows] ?? 0)
  for (let row = 0; row < rows; row++) {
    const from = starts[who[row] ?? 0] ?? 0
    const base = pauseStarts[row] ?? 0
    for (let k = from + 1; k < (ends[row] ?? 0); k++) pauses[base + k - from - 1] = (days[k] ?? 0) - (days[k - 1] ?? 0)
  }
  cut.pauses = { pauses, starts: pauseStarts, silence: cut.silence }
  return cut
}

/** x, t_x and T of everybody, in weeks. */
export function purchasesOf({ visits, silence, tenure }: Cut): { x: Float64Array; tx: Float64Array; T: Float64Array } {
  return {
    x: visits.map((count) => count - 1),
    tx: visits.map((count, i) => (count > 1 ? ((tenure[i] ?? 0) - (silence[i] ?? 0)) / weekDays : 0)),
    T: tenure.map((days) => days / weekDays),
  }
}
