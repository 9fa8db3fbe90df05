import { categoryStability, kolmogorovSmirnov, numberStability } from '#models/drift'
import type { Column, Frame } from '#models/frame'

/** Per column, the most moved first; `ks` for numbers only. */
export type DriftReport = { column: string; psi: number; ks?: number }[]

/** Both frames have the same columns in the same order. */
export function measureDrift(before: Frame, after: Frame): DriftReport {
  return before.columns
    .map((column, i) => ({ column: column.name, ...moved(column, after.columns[i]) }))
    .sort((a, b) => b.psi - a.psi)
}

function moved(before: Column, after: Column | undefined): { psi: number; ks?: number } {
  if (before.kind === 'number' && after?.kind === 'number') {
    const ks = kolmogorovSmirnov(before.values, after.values).statistic
    return { psi: numberStability(before.values, after.values), ks }
  }
  if (before.kind === 'category' && after?.kind === 'category')
    return { psi: categoryStability(levelsOf(before.codes, before.levels), levelsOf(after.codes, after.levels)) }
  return { psi: 0 }
}

function levelsOf(codes: Int32Array, levels: string[]): string[] {
  return Array.from(codes, (code) => levels[code] ?? '')
}
