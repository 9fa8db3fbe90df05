import { chiSquareSurvival } from '#models/distributions'
import { addUp, type Spell } from './kaplan-meier.ts'

export type LogRank = {
  /** χ² with `df` degrees of freedom; 0 where there is nothing to compare */
  chiSquare: number
  df: number
  p: number
  /** events of each group, and those it would have had if all groups were alike */
  groups: { observed: number; expected: number }[]
}

/**
 * Do groups stay equally long? The log-rank test of two or more groups (Mantel 1966; Peto & Peto 1972): at each time with an event every
 * group is expected to have its share of the events by how many of it are still watched. Groups without spells are left out of `df`.
 */
export function logRank(groups: readonly Iterable<Spell>[]): LogRank {
  const told = groups.map((spells) => new Map(addUp(spells).map((spell) => [spell.time, spell])))
  const times = [...new Set(told.flatMap((spells) => [...spells.keys()]))].sort((a, b) => a - b)
  const atRisk = told.map((spells) => [...spells.values()].reduce((sum, one) => sum + one.events + one.censored, 0))
  const some = atRisk.flatMap((count, group) => (count > 0 ? [group] : []))
  const observed = groups.map(() => 0)
  const expected = groups.map(() => 0)
  const covariance = groups.map(() => groups.map(() => 0))
  for (const time of times) {
    const now = told.map((spells) => spells.get(time) ?? { time, events: 0, censored: 0 })
    const events = now.reduce((sum, one) => sum + one.events, 0)
    const all = atRisk.reduce((sum, count) => sum + count, 0)
    const shares = atRisk.map((count) => (all > 0 ? count / all : 0))
    const spread = all > 1 ? (events * (all - events)) / (all - 1) : 0
    for (const [i, one] of now.entries()) {
      const share = shares[i] ?? 0
      observed[i] = (observed[i] ?? 0) + one.events
      expected[i] = (expected[i] ?? 0) + events * share
      const row = covariance[i] ?? []
      for (const [j, other] of shares.entries()) row[j] = (row[j] ?? 0) + spread * share * ((i === j ? 1 : 0) - other)
      atRisk[i] = (atRisk[i] ?? 0) - one.events - one.censored
    }
  }
  // The last group follows from the others.
  const free = some.slice(0, -1)
  const differences = free.map((i) => (observed[i] ?? 0) - (expected[i] ?? 0))
  const rows = free.map((i, at) => [...free.map((j) => covariance[i]?.[j] ?? 0), differences[at] ?? 0])
  const { solution, rank } = solve(rows)
  const chiSquare = Math.max(
    0,
    solution.reduce((sum, value, i) => sum + value * (differences[i] ?? 0), 0),
  )
  return {
    chiSquare,
    df: rank,
    p: rank === 0 ? 1 : chiSquareSurvival(chiSquare, rank),
    groups: observed.map((count, i) => ({ observed: count, expected: expected[i] ?? 0 })),
  }
}

/** Gauss–Jordan on the rows of a symmetric system, its right side last; what says nothing of its own (no events in common) gets 0. */
function solve(rows: number[][]): { solution: number[]; rank: number } {
  const size = rows.length
  const least = 1e-12 * rows.reduce((most, row, i) => Math.max(most, row[i] ?? 0), 0)
  const used: number[] = []
  for (let column = 0; column < size; column++) {
    const pivot = rows[column] ?? []
    const height = pivot[column] ?? 0
    if (!(height > least)) continue
    used.push(column)
    for (const [i, row] of rows.entries()) {
      if (i === column) continue
      const factor = (row[column] ?? 0) / height
      for (let j = 0; j <= size; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0)
    }
  }
  const solution = rows.map((row, i) => (used.includes(i) ? (row[size] ?? 0) / (row[i] ?? 1) : 0))
  return { solution, rank: used.length }
}
