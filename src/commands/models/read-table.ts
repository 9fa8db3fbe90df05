import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { type Commas, numbersFromText } from '#models/frame'
import { DomainError } from '#platform/errors'
import { isDate } from './purchase-log.ts'
import { readSwitch } from './read-arguments.ts'

/** Rows of text; `names` are the headings, or empty when the file has none. `commas`: what a comma in a number is. */
export type Table = { names: string[]; rows: string[][]; commas?: Commas }

type TableOptions = {
  /** whether the first line is a heading, where somebody says so */
  header?: boolean
  /** the columns that will be asked for, as given: by name or number */
  columns?: readonly (string | undefined)[]
}

/** `--header true|false` */
export function headerOf(given: string | undefined): TableOptions {
  const header = readSwitch('--header', given)
  return header === undefined ? {} : { header }
}

const sampleBytes = 64 * 1024

/**
 * Reads a text file, gzipped too (.gz), of commas, semicolons, tabs, bars, :: or blanks between columns, in UTF-8 or UTF-16. Where nobody
 * says whether there are headings: a first line that holds a column asked for by name has; one with nothing but numbers, or with a
 * number or date in a column asked for by number, is data. Throws invalid for a file that is not there or empty.
 */
export async function readTable(path: string, options: TableOptions = {}): Promise<Table> {
  const whole = await readText(path)
  const mark = delimiterOf(whole.slice(0, sampleBytes))
  const lines = await splitLines(path, whole, mark)
  const [first] = lines
  if (!first) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  const commas = mark === ';' ? 'decimal' : 'thousands'
  if (!(options.header ?? hasHeadings(lines, options.columns ?? []))) return { names: [], rows: lines, commas }
  const rows = lines.slice(1)
  const names = first.map((name) => name.trim())
  return { names: hasRowNames(names, rows) ? ['', ...names] : names, rows, commas }
}

/** R writes the names of rows in front and no heading over them; a mark at the end of every line is no column. */
function hasRowNames(names: string[], rows: string[][]): boolean {
  const isLonger = rows.length > 0 && rows.every((row) => row.length === names.length + 1)
  return isLonger && rows.some((row) => (row.at(-1) ?? '').trim() !== '')
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = createReadStream(path)
    const unpacked = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
    // An error of the file does not reach the stream behind it.
    bytes.on('error', (error) => unpacked.destroy(error))
    const chunks: Buffer[] = []
    for await (const chunk of unpacked) chunks.push(chunk as Buffer)
    const whole = Buffer.concat(chunks)
    const isWide = whole[0] === 0xff && whole[1] === 0xfe
    // The decoder takes the mark of the byte order away.
    const text = new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(whole)
    if (text.includes('\0')) throw new Error('it is not a text file.')
    return text
  } catch (error) {
    throw unreadable(path, error)
  }
}

async function splitLines(path: string, whole: string, mark: string | undefined): Promise<string[][]> {
  const lines: string[][] = []
  if (mark === undefined) {
    for (const line of whole.split(/\r?\n|\r/)) if (line.trim() !== '') lines.push(cellsOf(line.trim()))
    return lines
  }
  if (!whole.includes('"')) return splitPlain(whole, mark)
  try {
    const options = { delimiter: mark, relax_column_count: true, skip_empty_lines: true, relax_quotes: true }
    const parser = parse(whole, { ...options, skip_records_with_empty_values: true })
    for await (const record of parser) lines.push(record as string[])
    return lines
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Without quotes a line is a line and a mark a mark: a fifth of the time. */
function splitPlain(whole: string, mark: string): string[][] {
  const lines: string[][] = []
  for (const line of whole.split(whole.includes('\n') ? /\r?\n/ : '\r')) {
    const cells = line.split(mark)
    if (cells.some((cell) => cell.trim() !== '')) lines.push(cells)
  }
  return lines
}

/** The cells between blanks, of which a quoted one may hold some. */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(/\s+/)
  return Array.from(line.matchAll(/"([^"]*)"(?!\S)|\S+/g), ([cell, inQuotes]) => inQuotes ?? cell)
}

function unreadable(path: string, error: unknown): DomainError {
  const { code, message } = error as NodeJS.ErrnoException
  const why = code === 'ENOENT' ? 'there is no such file.' : code === 'EISDIR' ? 'it is a folder.' : message
  return new DomainError('invalid', 'unreadable_file', `${path}: ${why}`, { path })
}

const isNumber = (cell = ''): boolean => cell.trim() !== '' && Number.isFinite(Number(cell))

function hasHeadings([first = [], second]: string[][], asked: readonly (string | undefined)[]): boolean {
  const given = asked.filter((column) => column !== undefined)
  const names = first.map((name) => name.trim())
  if (given.some((column) => names.includes(column) && !isNumber(column))) return true
  if (first.every(isNumber)) return false
  if (!second || given.length === 0 || !given.every(isNumber)) return true
  // A heading is a word where the lines below have a number or a date.
  const isFigure = (cell = ''): boolean => numbersFromText([cell]) !== undefined || isDate(cell)
  return !given.some((column) => isFigure(first[Number(column) - 1]) && isFigure(second[Number(column) - 1]))
}

/** The index of a column given by its name or its 1-based number. Throws invalid for one that is not there and for a name that two have. */
export function columnOf(table: Table, given: string): number {
  const named = table.names.indexOf(given)
  if (named !== -1 && table.names.indexOf(given, named + 1) !== -1)
    throw new DomainError(
      'invalid',
      'same_columns',
      `More than one column is called ${given}: say which by its number.`,
    )
  if (named !== -1) return named
  const number = Number(given)
  const width = table.names.length || (table.rows[0]?.length ?? 0)
  if (Number.isInteger(number) && number >= 1 && number <= width) return number - 1
  const there =
    table.names.length > 0
      ? `There are: ${table.names.slice(0, 30).join(', ')}.`
      : `The file has no headings and ${width} columns: say which by its number.`
  throw new DomainError('invalid', 'no_such_column', `There is no column ${given}. ${there}`, {
    column: given,
  })
}

/** The line of the file that a row stands on, where no cell spans two. */
export function lineOf(table: Table, row: number): number {
  return row + (table.names.length > 0 ? 2 : 1)
}

/** The one JSON object that a model command prints. */
export function printJson(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
}

/** The mark that the first line has most of outside quotes; none means whitespace. */
function delimiterOf(sample: string): string | undefined {
  const line = sample
    .trimStart()
    .replace(/\r?\n[\s\S]*$/, '')
    .replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|', '::'].map((mark) => ({ mark, count: line.split(mark).length - 1 }))
  return counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)[0]?.mark
}
