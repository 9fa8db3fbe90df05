import { isBlank, numbersFromText } from '#models/frame'
import { DomainError } from '#platform/errors'
import { isDate } from './purchase-log.ts'
import { columnOf, lineOf, type Table } from './read-table.ts'

const currency = /^([+-]?)\s?\p{Sc}\s?|\s?\p{Sc}$/gu

/**
 * The numbers of a column, as they are written in the whole of it: 1234.5, 1,234.5, or 1234,5 and 1.234,5; with a sign of currency or
 * without. A blank cell counts as `blank`; without that, and for what is no number, throws invalid with the line
 * (`lines` where the rows are not all of the file's).
 */
export function readNumbers(
  table: Table,
  at: number,
  name: string,
  { blank, lines }: { blank?: number; lines?: number[] } = {},
): Float64Array {
  const cells = table.rows.map((row) => (row[at] ?? '').trim().replace(currency, '$1'))
  const numbers = cells.some(isDay) ? undefined : numbersFromText(cells, table.commas)
  const refuse = (row: number): DomainError => {
    const line = lines?.[row] ?? lineOf(table, row)
    const cell = table.rows[row]?.[at] ?? ''
    return new DomainError('invalid', 'not_a_number', `Line ${line}, ${name}: “${cell}” is not a number.`, { line })
  }
  const wrong = cells.findIndex((cell) => (isBlank(cell) ? blank === undefined : !numbers && !isFigure(cell)))
  if (wrong !== -1) throw refuse(wrong)
  if (numbers) return numbers.map((value) => (Number.isNaN(value) ? (blank ?? 0) : value))
  // Each reads as a number, but not all in one way: 1,5 beside 1.5.
  const mixed = cells.findIndex((cell) => cell.includes(','))
  if (mixed !== -1) throw refuse(mixed)
  return new Float64Array(cells.length).fill(blank ?? 0)
}

/** What is known of those who came back only, as the mean value of their purchases; of the others the cell may be blank. */
export function readOfRepeaters(table: Table, name: string, x: Float64Array): Float64Array {
  const at = columnOf(table, name)
  const rows = table.rows.map((row, i) =>
    (x[i] ?? 0) < 1 && isBlank(row[at] ?? '') ? Object.assign([...row], { [at]: '0' }) : row,
  )
  return readNumbers({ ...table, rows }, at, name).map((value, i) => ((x[i] ?? 0) < 1 ? 0 : value))
}

const isDay = (cell: string): boolean => cell.length >= 8 && isDate(cell) && !Number.isFinite(Number(cell))
const isFigure = (cell: string): boolean => !isDay(cell) && numbersFromText([cell]) !== undefined
