import { type Column, type Frame, selectRows } from '#models/frame'
import type { FittedChurnModel } from './churn-models.ts'

export type Importance = { column: string; meanAbsolute: number }
/** Why a row scores as it does: the columns that add most to its log-odds, and what it has in them. */
export type Reasons = {
  row: number
  probability: number
  base: number
  because: { column: string; value: string | number | null; adds: number }[]
}

const shown = { rows: 3, reasons: 5 }

/** Mean |contribution| per column, the largest first. */
export function averageWeights(frame: Frame, contributions: Float64Array): Importance[] {
  const width = frame.columns.length
  const rows = Math.max(1, contributions.length / width)
  return frame.columns
    .map(({ name }, column) => {
      let sum = 0
      for (let at = column; at < contributions.length; at += width) sum += Math.abs(contributions[at] ?? 0)
      return { column: name, meanAbsolute: sum / rows }
    })
    .sort((a, b) => b.meanAbsolute - a.meanAbsolute)
}

export function reasonsOfHighest(
  frame: Frame,
  rows: Int32Array,
  probabilities: Float64Array,
  model: FittedChurnModel,
): Reasons[] {
  const highest = [...probabilities.keys()]
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
    .slice(0, shown.rows)
  const { base, contributions } = model.explain(selectRows(frame, highest))
  const width = frame.columns.length
  return highest.map((place, i) => ({
    row: rows[place] ?? 0,
    probability: probabilities[place] ?? 0,
    base,
    because: frame.columns
      .map((column, k) => ({
        column: column.name,
        value: valueAt(column, place),
        adds: contributions[i * width + k] ?? 0,
      }))
      .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
      .slice(0, shown.reasons),
  }))
}

function valueAt(column: Column, row: number): string | number | null {
  if (column.kind === 'category') return column.levels[column.codes[row] ?? -1] ?? null
  const value = column.values[row] ?? Number.NaN
  return Number.isNaN(value) ? null : value
}
