import { type Column, columnFromText, type Frame } from '#models/frame'
import type { Table } from './read-table.ts'

/** Every column that is not `left` out. One that is a word of its own in nearly every row names the row, one that goes up with every row counts them: no features. */
export function featureColumns(table: Table, left: (number | undefined)[]): { frame: Frame; warnings: string[] } {
  const width = table.names.length || (table.rows[0]?.length ?? 0)
  const columns: Column[] = []
  const warnings: string[] = []
  const names = new Set<string>()
  for (let at = 0; at < width; at++) {
    if (left.includes(at)) continue
    const name = unused(table.names[at] || `column ${at + 1}`, names)
    names.add(name)
    const cells = table.rows.map((row) => row[at] ?? '')
    const column = columnFromText(name, cells, table.commas)
    if (namesRows(column)) warnings.push(`${name} has a word of its own in most rows and was left out.`)
    else if (countsRows(column)) warnings.push(`${name} counts the rows and was left out.`)
    else columns.push(column)
  }
  return { frame: { rows: table.rows.length, columns }, warnings }
}

const fewRows = 20

function namesRows(column: Column): boolean {
  return column.kind === 'category' && column.levels.length > Math.max(fewRows, 0.5 * column.codes.length)
}

/** Whole numbers that rise with every row: where the file is sorted by the outcome they would tell it. */
function countsRows(column: Column): boolean {
  if (column.kind === 'category' || column.values.length <= fewRows) return false
  return column.values.every(
    (value, row, values) => Number.isInteger(value) && (row === 0 || value > (values[row - 1] ?? value)),
  )
}

/** Two columns of one name are still two. */
function unused(name: string, names: Set<string>): string {
  let free = name
  for (let i = 2; names.has(free); i++) free = `${name} (${i})`
  return free
}
