import { features, type PredictionFeature, type PredictionReport } from '#contract/predictions'
import { categoryStability, kolmogorovSmirnov, numberStability } from '#models/drift'
import type { Column, Frame } from '#models/frame'

/** Customers grow older and come more often by themselves; that alone is no reason to doubt a model. */
const growing: PredictionFeature[] = ['tenure', 'visits']
const levels = { some: 0.1, much: 0.25 }
const fewestRows = 50

/** How far the customers of today lie from those the model learnt from (PSI, Kolmogorov–Smirnov), the most moved first. */
export function watchDrift(before: Frame | null, after: Frame[]): PredictionReport['drift'] {
  const rows = after.reduce((sum, frame) => sum + frame.rows, 0)
  if (!before || before.rows < fewestRows || rows < fewestRows) return { level: 'none', features: [] }
  const moved = features
    .flatMap((feature) => {
      const column = before.columns.find(({ name }) => name === feature)
      const later = after.flatMap((frame) => frame.columns.find(({ name }) => name === feature) ?? [])
      return column && varies(column) ? [{ feature, ...distance(column, later) }] : []
    })
    .sort((a, b) => b.psi - a.psi)
  const worst = Math.max(0, ...moved.filter(({ feature }) => !growing.includes(feature)).map(({ psi }) => psi))
  return { level: worst > levels.much ? 'much' : worst > levels.some ? 'some' : 'none', features: moved }
}

function varies(column: Column): boolean {
  const values: ArrayLike<number> = column.kind === 'number' ? column.values : column.codes
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true
  return false
}

function distance(before: Column, after: Column[]): { psi: number; ks: number } {
  if (before.kind === 'category') {
    const names = (column: Column) =>
      column.kind === 'category' ? Array.from(column.codes, (code) => column.levels[code] ?? '') : []
    return { psi: round(categoryStability(names(before), after.flatMap(names))), ks: 0 }
  }
  const values = Float64Array.from(after.flatMap((column) => (column.kind === 'number' ? [...column.values] : [])))
  return {
    psi: round(numberStability(before.values, values)),
    ks: round(kolmogorovSmirnov(before.values, values).statistic),
  }
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(1000 * value) / 1000 : 0
}
