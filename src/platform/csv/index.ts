/** CSV as spreadsheets read it (RFC 4180, CRLF), with nothing in it that a spreadsheet would run. */
export type CsvCell = string | number | bigint | boolean | null | undefined

// Where lists are set apart by semicolons or tabs (Hungary, Poland, Russia), a spreadsheet begins a cell after each of them, and a row after a
// line end, whatever stands in quotes further on in a line.
const startsFormula = /(?<=^|[;\t\r\n])(?=[=+\-@\t\r])/g
const needsQuotes = /[",\r\n]|^\s|\s$/

/** The first line. Excel reads UTF-8 only after a byte order mark. */
export function csvHead(names: readonly string[]): string {
  return `\uFEFF${csvLine(names)}`
}

/** One line with its line end. Text gets an apostrophe wherever a formula could begin; numbers stay numbers. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = cell.replace(startsFormula, "'")
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
