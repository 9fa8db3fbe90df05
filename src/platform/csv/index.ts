/** CSV as spreadsheets read it (RFC 4180, CRLF), with nothing in it that a spreadsheet would run. */
export type CsvCell = string | number | bigint | boolean | null | undefined

const startsFormula = /^[=+\-@\t\r]/
const needsQuotes = /[",\r\n]|^\s|\s$/

/** The first line. Excel reads UTF-8 only after a byte order mark. */
export function csvHead(names: readonly string[]): string {
  return `\uFEFF${csvLine(names)}`
}

/** One line with its line end. Text that begins like a formula gets a leading apostrophe; numbers stay numbers. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = startsFormula.test(cell) ? `'${cell}` : cell
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
