import { type ArmSums, addUpArm, type MetricKind } from '#models/experiments'
import { isBlank } from '#models/frame'
import { DomainError } from '#platform/errors'
import { readNumbers } from './read-numbers.ts'
import { lineOf, type Table } from './read-table.ts'

type Columns = { arm: number; metric: number; pre?: number }

const words: Record<string, string> = { true: '1', yes: '1', false: '0', no: '0' }

/**
 * Adds up an experiment's rows, one a person. Rows without an arm or a metric are left out and counted; a blank pre-period is 0,
 * as of somebody who was not there yet. A metric of nothing but 0 and 1 (or yes and no) is a proportion.
 */
export function readArms(
  table: Table,
  columns: Columns,
): { arms: Map<string, ArmSums>; kind: MetricKind; skippedRows: number } {
  const lines: number[] = []
  const rows = table.rows.filter((row, at) => {
    const isThere = (row[columns.arm] ?? '').trim() !== '' && !isMissing(row[columns.metric] ?? '')
    if (isThere) lines.push(lineOf(table, at))
    return isThere
  })
  if (rows.length === 0) throw new DomainError('invalid', 'no_usable_rows', 'No row has an arm and a metric.')
  const numbersIn = (column: number, name: string, missing: { blank?: number }): Float64Array => {
    const cells = rows.map((row) => [wordless(row[column] ?? '')])
    return readNumbers({ ...table, rows: cells }, 0, name, { ...missing, lines })
  }
  const metric = numbersIn(columns.metric, 'metric', {})
  const pre = columns.pre === undefined ? undefined : numbersIn(columns.pre, 'pre', { blank: 0 })
  const placesOf = new Map<string, number[]>()
  for (const [place, row] of rows.entries()) {
    const name = (row[columns.arm] ?? '').trim()
    const places = placesOf.get(name)
    if (places) places.push(place)
    else placesOf.set(name, [place])
  }
  const pick = (values: Float64Array, places: number[]): number[] => places.map((place) => values[place] ?? 0)
  const arms = [...placesOf].map(
    ([name, places]) => [name, addUpArm(pick(metric, places), pre && pick(pre, places))] as const,
  )
  return {
    arms: new Map(arms),
    kind: metric.every((value) => value === 0 || value === 1) ? 'proportion' : 'mean',
    skippedRows: table.rows.length - rows.length,
  }
}

function wordless(cell: string): string {
  if (isMissing(cell)) return ''
  return words[cell.trim().toLowerCase()] ?? cell
}

const isMissing = (cell: string): boolean => isBlank(cell) || /^\s*none\s*$/i.test(cell)
