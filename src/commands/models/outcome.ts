import { isBlank } from '#models/frame'
import { DomainError } from '#platform/errors'
import { lineOf, type Table } from './read-table.ts'

const usualPositives = new Set(['1', 'yes', 'true', 'y', 't', 'churned', 'churn', 'left', 'lost'])

/** Whether the cell says how it ended: NA, null, ? and nothing do not. A dash does: some tables write + and −. */
export function hasOutcome(cell = ''): boolean {
  return !isBlank(cell) || cell.trim() === '-'
}

/** The rows that say how it ended, and the lines they stand on. */
export function withOutcome(whole: Table, column: number): { table: Table; lines: number[] } {
  const kept = [...whole.rows.keys()].filter((row) => hasOutcome(whole.rows[row]?.[column]))
  return {
    table: { ...whole, rows: kept.map((row) => whole.rows[row] ?? []) },
    lines: kept.map((row) => lineOf(whole, row)),
  }
}

/** 1 where the cell is the positive value (as text, or as a number: 1 is 1.0). Without one, the usual word or the rarer. */
export function outcomeOf(
  table: Table,
  column: number,
  given: string | undefined,
): { labels: Float64Array; positive: string } {
  const cells = table.rows.map((row) => (row[column] ?? '').trim())
  const counts = new Map<string, number>()
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  if (given === undefined && counts.size > 2)
    throw new DomainError(
      'invalid',
      'which_outcome',
      'The target has more than two values: say which one with --positive.',
    )
  const rarest = [...counts].sort((a, b) => a[1] - b[1])[0]?.[0]
  const positive = given?.trim() ?? [...counts.keys()].find((cell) => usualPositives.has(cell.toLowerCase())) ?? rarest
  if (positive === undefined) throw new DomainError('invalid', 'no_usable_rows', 'No row has an outcome.')
  const labels = Float64Array.from(cells, (cell) => (isSame(cell, positive) ? 1 : 0))
  if (!labels.includes(1))
    throw new DomainError('invalid', 'no_positive', `No row has the outcome ${positive}.`, { positive })
  return { labels, positive }
}

export function isSame(cell: string, wanted: string): boolean {
  if (cell === wanted) return true
  return cell !== '' && wanted !== '' && Number(cell) === Number(wanted)
}
