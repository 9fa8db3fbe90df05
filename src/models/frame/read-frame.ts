import type { CategoryColumn, Column, Frame } from './frame.ts'

const blanks = new Set(['', 'na', 'n/a', 'nan', 'null', '?', '-'])
const day = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/
const decimalComma = /^[+-]?\d+(,\d+)?$/
const msPerDay = 86_400_000

/**
 * Columns from text. A column is a number when every cell that is not blank reads as one (1.5, 1e3, 1,234.5, or 1,5
 * throughout), or as an ISO day, which counts in days since 1970; else a category. Blank: '', NA, N/A, NaN, null, ?, -.
 * A column with nothing in it is a category of one level.
 */
export function frameFromText(columns: { name: string; cells: string[] }[]): Frame {
  return { rows: columns[0]?.cells.length ?? 0, columns: columns.map(({ name, cells }) => columnFromText(name, cells)) }
}

/** The cells as numbers, NaN where blank; undefined when some are words. */
export function numbersFromText(cells: string[]): Float64Array | undefined {
  const known = cells.filter((cell) => !isBlank(cell)).map((cell) => cell.trim())
  if (known.length === 0) return undefined
  const read = readerFor(known)
  return read && Float64Array.from(cells, (cell) => (isBlank(cell) ? Number.NaN : read(cell.trim())))
}

function columnFromText(name: string, cells: string[]): Column {
  const values = numbersFromText(cells)
  return values ? { kind: 'number', name, values } : categoryFromText(name, cells)
}

function categoryFromText(name: string, cells: string[]): CategoryColumn {
  const texts = cells.map((cell) => cell.trim())
  const levels = [...new Set(texts)].sort()
  const codeOf = new Map(levels.map((level, code) => [level, code]))
  return { kind: 'category', name, levels, codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? 0) }
}

function readerFor(cells: string[]): ((cell: string) => number) | undefined {
  const every = (...forms: RegExp[]) => cells.every((cell) => forms.some((form) => form.test(cell)))
  const readers: [boolean, (cell: string) => number][] = [
    [every(plain), Number],
    [every(plain, thousands), (cell) => Number(cell.replaceAll(',', ''))],
    [every(decimalComma), (cell) => Number(cell.replace(',', '.'))],
    [every(day), (cell) => Date.parse(cell.replace(' ', 'T')) / msPerDay],
  ]
  const read = readers.find(([fits]) => fits)?.[1]
  return read && cells.every((cell) => Number.isFinite(read(cell))) ? read : undefined
}

function isBlank(cell: string): boolean {
  return blanks.has(cell.trim().toLowerCase())
}
