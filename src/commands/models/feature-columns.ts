import { numbersFromText } from '#models/frame'
import type { Table } from './read-table.ts'

type TextColumn = { name: string; cells: string[] }

/** Every column that is not `left` out. One that is a word of its own in nearly every row names the row, one that goes up with every row counts them: no features. */
export function featureColumns(
  table: Table,
  left: (number | undefined)[],
): { columns: TextColumn[]; warnings: string[] } {
  const width = table.names.length || (table.rows[0]?.length ?? 0)
  const columns: TextColumn[] = []
  const warnings: string[] = []
  const names = new Set<string>()
  for (let column = 0; column < width; column++) {
    if (left.includes(column)) continue
    const cells = table.rows.map((row) => row[column] ?? '')
    const name = unused(table.names[column] || `column ${column + 1}`, names)
    names.add(name)
    const isApart = new Set(cells).size > Math.max(20, 0.5 * cells.length)
    const numbers = isApart ? numbersFromText(cells, table.commas) : undefined
    if (isApart && !numbers) warnings.push(`${name} has a word of its own in most rows and was left out.`)
    else if (numbers && countsRows(numbers)) warnings.push(`${name} counts the rows and was left out.`)
    else columns.push({ name, cells })
  }
  return { columns, warnings }
}

/** Whole numbers that rise with every row: where the file is sorted by the outcome they would tell it. */
function countsRows(numbers: Float64Array): boolean {
  return numbers.every((value, row) => Number.isInteger(value) && (row === 0 || value > (numbers[row - 1] ?? value)))
}

/** Two columns of one name are still two. */
function unused(name: string, names: Set<string>): string {
  let free = name
  for (let i = 2; names.has(free); i++) free = `${name} (${i})`
  return free
}
