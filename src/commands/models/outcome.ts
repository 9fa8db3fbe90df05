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

type Outcome = { labels: Float64Array; positive: string; warnings: string[] }

/**
 * 1 where the cell is the positive value (as text, or as a number: 1 is 1.0). Without one, the usual word or the rarer of two. A column of
 * nothing but 0 or no tells of something that never happened.
 */
export function outcomeOf(table: Table, column: number, given: string | undefined): Outcome {
  const cells = table.rows.map((row) => (row[column] ?? '').trim())
  const counts = new Map<string, number>()
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  const positive = given?.trim() ?? positiveOf(counts)
  const labels = Float64Array.from(cells, (cell) => (isSame(cell, positive) ? 1 : 0))
  const others = [...counts].filter(([cell]) => !isSame(cell, positive))
  const isNever = counts.size === 1 && isSame(positive.toLowerCase(), oppositeOf(others[0]?.[0] ?? ''))
  if (!labels.includes(1) && !isNever)
    throw new DomainError(
      'invalid',
      'no_positive',
      `No row has the outcome ${positive}; there are: ${listed(others)}.`,
      {
        positive,
      },
    )
  const warnings =
    others.length > 1
      ? [`Beside ${positive} there is more than one outcome, all of which count as not: ${listed(others)}.`]
      : []
  return { labels, positive, warnings }
}

function positiveOf(counts: Map<string, number>): string {
  const cells = [...counts.keys()]
  const [first] = cells
  if (first === undefined) throw new DomainError('invalid', 'no_usable_rows', 'No row has an outcome.')
  if (counts.size > 2)
    throw new DomainError(
      'invalid',
      'which_outcome',
      `The target has more than two values: say which one with --positive. There are: ${listed([...counts])}.`,
    )
  const usual = cells.find((cell) => usualPositives.has(cell.toLowerCase()))
  if (usual !== undefined) return usual
  if (counts.size === 1) {
    const opposite = oppositeOf(first)
    if (opposite !== '') return opposite
    throw new DomainError(
      'invalid',
      'which_outcome',
      `All rows have the outcome ${first}: say with --positive which one counts.`,
    )
  }
  return [...counts].sort((a, b) => a[1] - b[1])[0]?.[0] ?? first
}

const opposites = new Map([
  ['0', '1'],
  ['no', 'yes'],
  ['false', 'true'],
  ['n', 'y'],
  ['f', 't'],
])

/** What a cell that says no would say instead; blank for a word of another kind. */
function oppositeOf(cell: string): string {
  return opposites.get(cell === '' ? '' : Number(cell) === 0 ? '0' : cell.toLowerCase()) ?? ''
}

const mostListed = 10

function listed(counts: [string, number][]): string {
  const shown = counts.slice(0, mostListed).map(([cell, count]) => `${cell} (${count})`)
  return [...shown, ...(counts.length > mostListed ? ['…'] : [])].join(', ')
}

/** As text, or as a number: 1 is 1.0. */
export function isSame(cell: string, wanted: string): boolean {
  if (cell === wanted) return true
  return cell !== '' && wanted !== '' && Number(cell) === Number(wanted)
}
