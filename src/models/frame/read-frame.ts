import type { CategoryColumn, Column, Frame } from './frame.ts'

const blanks = new Set(['', 'na', 'n/a', 'nan', 'null', '?', '-'])
const longestBlank = 4
const day = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const plain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const thousands = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/
const decimalComma = /^[+-]?\d+(,\d+)?$/
const decimalCommaWithPoints = /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/
/** 1 234,50 as many countries write it, the blank often one that does not break. */
const spaced = /^[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d+)?$/
const blank = /[ \u00a0\u202f]/
const msPerDay = 86_400_000

/** What a comma in a number is where both can be meant: 1,234 is a thousand and more, or (of files with semicolons) one and a bit. */
export type Commas = 'thousands' | 'decimal'

/**
 * Columns from text. A column is a number when every cell that is not blank reads as one (1.5, 1e3, 1,234.5, or 1,5 and
 * 1.234,5 throughout, thousands set apart by blanks too), or as an ISO day, which counts in days since 1970; else a category. Blank: '', NA, N/A, NaN, null, ?, -.
 * A column with nothing in it is a category of one level.
 */
export function frameFromText(columns: { name: string; cells: string[] }[], commas?: Commas): Frame {
  return {
    rows: columns[0]?.cells.length ?? 0,
    columns: columns.map(({ name, cells }) => columnFromText(name, cells, commas)),
  }
}

/** The cells as numbers, NaN where blank; undefined when some are words. */
export function numbersFromText(cells: readonly string[], commas: Commas = 'thousands'): Float64Array | undefined {
  const read = readerFor(cells, commas)
  return read && Float64Array.from(cells, (cell) => (isBlank(cell) ? Number.NaN : read(unspaced(cell))))
}

function unspaced(cell: string): string {
  const text = cell.trim()
  return blank.test(text) && spaced.test(text) ? text.replace(/\s/g, '') : text
}

/** One column, as `frameFromText` reads it. */
export function columnFromText(name: string, cells: string[], commas?: Commas): Column {
  const values = numbersFromText(cells, commas)
  return values ? { kind: 'number', name, values } : categoryFromText(name, cells)
}

function categoryFromText(name: string, cells: string[]): CategoryColumn {
  const texts = cells.map((cell) => cell.trim())
  const levels = [...new Set(texts)].sort()
  const codeOf = new Map(levels.map((level, code) => [level, code]))
  return { kind: 'category', name, levels, codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? 0) }
}

/** How all cells that are not blank are to be read; undefined where there are none, or some that no way reads. */
function readerFor(cells: readonly string[], commas: Commas): ((cell: string) => number) | undefined {
  if (cells.every(isBlank)) return undefined
  const every = (isRead: (cell: string) => boolean) => cells.every((cell) => isBlank(cell) || isRead(unspaced(cell)))
  const thousandsRead = { forms: [plain, thousands], read: (cell: string) => Number(cell.replaceAll(',', '')) }
  const decimalRead = { forms: [decimalComma], read: (cell: string) => Number(cell.replace(',', '.')) }
  const readers = [
    { forms: [plain], read: Number },
    ...(commas === 'decimal' ? [decimalRead, thousandsRead] : [thousandsRead, decimalRead]),
    {
      forms: [decimalComma, decimalCommaWithPoints],
      read: (cell: string) => Number(cell.replaceAll('.', '').replace(',', '.')),
    },
    { forms: [day], read: (cell: string) => Date.parse(cell.replace(' ', 'T')) / msPerDay },
  ]
  const read = readers.find(({ forms }) => every((cell) => forms.some((form) => form.test(cell))))?.read
  return read && every((cell) => Number.isFinite(read(cell))) ? read : undefined
}

/** '', NA, N/A, NaN, null, ?, -. */
export function isBlank(cell: string): boolean {
  const text = cell.trim()
  return text.length <= longestBlank && !/^\d/.test(text) && blanks.has(text.toLowerCase())
}
