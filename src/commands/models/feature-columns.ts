import { numbersFromText } from '#models/frame'
import type { Table } from './read-table.ts'

type TextColumn = { name: string; cells: string[] }

/** Every column that is not `left` out. One that is a word of its own in nearly every row names the row: no feature. */
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
    const isName = new Set(cells).size > Math.max(20, 0.5 * cells.length) && !numbersFromText(cells, table.commas)
    if (isName) warnings.push(`${name} has a word of its own in most rows and was left out.`)
    else columns.push({ name, cells })
  }
  return { columns, warnings }
}

/** Two columns of one name are still two. */
function unused(name: string, names: Set<string>): string {
  let free = name
  for (let i = 2; names.has(free); i++) free = `${name} (${i})`
  return free
}
