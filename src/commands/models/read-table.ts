import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { DomainError } from '#platform/errors'

/** Rows of text; `names` are the headings, or empty when the file has none. */
export type Table = { names: string[]; rows: string[][] }

const sampleBytes = 64 * 1024

/**
 * Reads a .csv, .tsv, .csv.gz or whitespace-separated file. Without `header` a first line with nothing but numbers counts as data.
 * Throws invalid for a file that is not there or empty.
 */
export async function readTable(path: string, options: { header?: boolean } = {}): Promise<Table> {
  const lines: string[][] = []
  try {
    const bytes = createReadStream(path)
    const text = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
    const chunks: Buffer[] = []
    for await (const chunk of text) chunks.push(chunk as Buffer)
    const whole = Buffer.concat(chunks).toString('utf8')
    const delimiter = delimiterOf(whole.slice(0, sampleBytes))
    if (delimiter === undefined) {
      for (const line of whole.split(/\r?\n/)) if (line.trim() !== '') lines.push(line.trim().split(/\s+/))
    } else {
      const parser = parse(whole, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true })
      for await (const record of parser) lines.push(record as string[])
    }
  } catch (error) {
    throw new DomainError('invalid', 'unreadable_file', `${path}: ${(error as Error).message}`, { path })
  }
  const [first] = lines
  if (!first) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  const hasHeader = options.header ?? !first.every((cell) => cell !== '' && Number.isFinite(Number(cell)))
  return hasHeader ? { names: first.map((name) => name.trim()), rows: lines.slice(1) } : { names: [], rows: lines }
}

/** The index of a column given by its name or its 1-based number. Throws invalid for one that is not there. */
export function columnOf(table: Table, given: string): number {
  const named = table.names.indexOf(given)
  if (named !== -1) return named
  const number = Number(given)
  const width = table.names.length || (table.rows[0]?.length ?? 0)
  if (Number.isInteger(number) && number >= 1 && number <= width) return number - 1
  throw new DomainError('invalid', 'no_such_column', `There is no column ${given}.`, { column: given })
}

/** `x=frequency,tx=3` as pairs. Throws invalid for what is not a pair. */
export function readPairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new DomainError('invalid', 'bad_option', `${pair} is not name=column.`)
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  })
  return Object.fromEntries(pairs)
}

/** A number of a cell. Throws invalid with the line of the file for what is none. */
export function numberOf(cell: string | undefined, line: number, column: string): number {
  const value = cell === undefined || cell.trim() === '' ? Number.NaN : Number(cell)
  if (Number.isFinite(value)) return value
  throw new DomainError('invalid', 'not_a_number', `Line ${line}, ${column}: “${cell ?? ''}” is not a number.`, {
    line,
  })
}

/** The one JSON object that a model command prints. */
export function printJson(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
}

/** The mark that the first line has most of outside quotes; none means whitespace. */
function delimiterOf(sample: string): string | undefined {
  const line = sample.slice(0, sample.search(/\r?\n|$/)).replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: line.split(mark).length - 1 }))
  return counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)[0]?.mark
}
