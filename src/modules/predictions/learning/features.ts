import type { Column, Frame } from '#models/frame'
import type { Cut } from './cut-history.ts'
import type { Histories } from './histories.ts'
import { logOdds } from './moment.ts'

/** So many visits are "lately", and so many days back a refund counts. */
export const recentRuns = 3
export const refundDays = 90

/** Facts behind the features; reasons are told with them. NaN = not enough visits to say. */
export type Habit = {
  gapBefore: Float64Array
  gapNow: Float64Array
  spentBefore: Float64Array
  spentNow: Float64Array
  /** the smallest and the largest of what `spentNow` is the mean of */
  spentLeast: Float64Array
  spentMost: Float64Array
  average: Float64Array
  refunds: Float64Array
}

export function habitsOf(histories: Histories, cut: Cut): Habit {
  const { days, revenue, starts, refundStarts, refundDays: refunded } = histories
  const part = () => new Float64Array(cut.who.length).fill(Number.NaN)
  const habit: Habit = {
    gapBefore: part(),
    gapNow: part(),
    spentBefore: part(),
    spentNow: part(),
    spentLeast: part(),
    spentMost: part(),
    average: part(),
    refunds: part(),
  }
  for (let row = 0; row < cut.who.length; row++) {
    const i = cut.who[row] ?? 0
    const [from, end] = [starts[i] ?? 0, cut.ends[row] ?? 0]
    const visits = end - from
    const spent = (a: number, b: number) => {
      let sum = 0
      for (let k = a; k < b; k++) sum += revenue[k] ?? 0
      return sum / Math.max(1, b - a)
    }
    habit.average[row] = spent(from, end)
    if (visits >= 2 * recentRuns) {
      habit.spentNow[row] = spent(end - recentRuns, end)
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (let k = end - recentRuns; k < end; k++) {
        least = Math.min(least, revenue[k] ?? 0)
        most = Math.max(most, revenue[k] ?? 0)
      }
      habit.spentLeast[row] = least
      habit.spentMost[row] = most
      habit.spentBefore[row] = spent(Math.max(from, end - 4 * recentRuns), end - recentRuns)
    }
    if (visits > 2 * recentRuns) {
      const turn = end - 1 - recentRuns
      habit.gapNow[row] = ((days[end - 1] ?? 0) - (days[turn] ?? 0)) / recentRuns
      habit.gapBefore[row] = ((days[turn] ?? 0) - (days[from] ?? 0)) / (turn - from)
    }
    let refunds = 0
    for (let k = refundStarts[i] ?? 0; k < (refundStarts[i + 1] ?? 0); k++) {
      const age = cut.day - (refunded[k] ?? 0)
      if (age >= 0 && age < refundDays) refunds++
    }
    habit.refunds[row] = refunds
  }
  return habit
}

/** The columns that the learning models see; each is named after the kind of reason it stands for. */
export function frameOf(histories: Histories, cut: Cut, byRhythm: Float64Array, habit: Habit): Frame {
  const number = (name: string, values: Float64Array): Column => ({ kind: 'number', name, values })
  const trend = (now: Float64Array, before: Float64Array) =>
    now.map((value, row) => clampLog(value / (before[row] ?? Number.NaN)))
  return {
    rows: cut.who.length,
    columns: [
      number('rhythm', byRhythm.map(logOdds)),
      number('silence', cut.silence.map(Math.log1p)),
      number('visits', cut.visits.map(Math.log)),
      number('tenure', cut.tenure.map(Math.log1p)),
      number('pace', trend(habit.gapNow, habit.gapBefore)),
      number('spend', trend(habit.spentNow, habit.spentBefore)),
      number('refunds', habit.refunds),
      number(
        'value',
        habit.average.map((value) => Math.log1p(Math.max(0, value))),
      ),
      {
        kind: 'category',
        name: 'source',
        codes: Int32Array.from(cut.who, (i) => histories.sources[i] ?? 0),
        levels: histories.sourceNames,
      },
    ],
  }
}

function clampLog(ratio: number): number {
  return Number.isNaN(ratio) ? Number.NaN : Math.min(3, Math.max(-3, Math.log(Math.max(1e-9, ratio))))
}
