import { decodeText } from './decode-text.ts'
import { failFile } from './fail.ts'
import { looksLikeHeading } from './header-words.ts'
import { limits } from './limits.ts'
import { isGzip, openBytes, readMagic } from './open-bytes.ts'
import { refuseBinary, refuseNoise } from './refuse-binary.ts'
import { type DelimiterSniff, delimiters, readAll, sniffDelimiter, sniffQuote } from './sniff-delimiter.ts'
import { sniffEncoding } from './sniff-encoding.ts'
import { shapeOf } from './sniff-shape.ts'
import type { Delimiter, FileLayout, RawRow } from './types.ts'

export type LayoutChoices = { encoding?: string; delimiter?: Delimiter; hasHeader?: boolean }

export type LayoutSniff = { layout: FileLayout; headings: string[]; mixed: boolean; totalBytes: number }

/** Decides how to read a file from its first megabyte. Choices of a person override what is found. */
export async function sniffLayout(path: string, choices: LayoutChoices = {}): Promise<LayoutSniff> {
  const { magic, totalBytes } = await readMagic(path)
  if (totalBytes === 0) throw failFile('file_empty', 'The file is empty.')
  const gzip = isGzip(magic)
  const head = await readHead(path, gzip, totalBytes)
  if (head.length === 0) throw failFile('file_empty', 'The file is empty.')
  refuseBinary(head)
  const found = sniffEncoding(head)
  const encoding = choices.encoding ?? found.encoding
  const text = decodeHead(head, encoding)
  refuseNoise(head.includes(0) && !encoding.startsWith('utf-16') ? head.toString('latin1') : text)
  if (text.trim() === '') throw failFile('file_empty', 'The file holds nothing but blank lines.')
  refuseWide(text)
  const sniffed = choices.delimiter ? readAs(choices.delimiter, text.slice(0, 65_536)) : sniffDelimiter(text)
  const { delimiter, quote, rows, width } = sniffed
  if (width > limits.columns) throw tooManyColumns(width)
  const lead = findLead(rows, width)
  const first = rows[lead]
  const hasHeader = choices.hasHeader ?? (first ? isHeader(first, rows.slice(lead + 1, lead + 200)) : false)
  const headings = hasHeader ? (first?.cells ?? []).map((cell) => cell.trim()) : []
  const columns = hasHeader ? Math.max(headings.length, 1) : width
  if (columns < 2)
    throw failFile('one_column', 'Only one column was found.', { heading: first?.cells[0]?.slice(0, 100) })
  const layout: FileLayout = {
    encoding,
    gzip,
    delimiter,
    ...(quote ? { quote } : {}),
    hasHeader,
    skipRows: lead + (hasHeader ? 1 : 0),
    width: columns,
  }
  return { layout, headings, mixed: found.mixed, totalBytes }
}

async function readHead(path: string, gzip: boolean, totalBytes: number): Promise<Buffer> {
  const { chunks, close } = openBytes(path, gzip, totalBytes)
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of chunks) {
      parts.push(chunk)
      size += chunk.length
      if (size >= limits.headBytes) break
    }
  } catch (error) {
    if (size === 0) throw failFile('file_damaged', 'The compressed file is damaged.', { cause: String(error) })
  } finally {
    close()
  }
  return Buffer.concat(parts)
}

function decodeHead(head: Buffer, encoding: string): string {
  const decoding = decodeText(encoding)
  return [...decoding.push(head), ...decoding.end()].map((piece) => piece.text).join('')
}

/** A table of a million columns is refused by its first line, before anything is split. */
function refuseWide(text: string): void {
  const end = text.search(/[\r\n]/)
  const line = end === -1 ? text : text.slice(0, end)
  for (const mark of delimiters) {
    let count = 1
    for (let at = line.indexOf(mark); at !== -1; at = line.indexOf(mark, at + 1)) count++
    if (count > limits.columns && !line.includes('"')) throw tooManyColumns(count)
    if (count > limits.columns * 4) throw tooManyColumns(count)
  }
  if (end === -1 && text.length >= limits.rowChars * 0.9)
    throw failFile('row_too_long', 'The first line is longer than a megabyte.', { limit: limits.rowChars })
}

const tooManyColumns = (count: number) =>
  failFile('too_many_columns', `The first row has ${count} columns or more; the limit is ${limits.columns}.`, {
    count,
    limit: limits.columns,
  })

/** With the delimiter that a person chose. */
function readAs(delimiter: Delimiter, text: string): DelimiterSniff {
  const form = { delimiter, ...sniffQuote(text, delimiter) }
  return { ...form, ...modal(readAll(text, form)) }
}

function modal(rows: RawRow[]): { rows: RawRow[]; width: number } {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  return { rows, width: [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0 }
}

/** A spreadsheet fills its titles up to the width of the table; without headings below them they may as well be rows. */
function findLead(rows: RawRow[], width: number): number {
  const filled = leadRows(rows, width, (cells) => cells.filter((cell) => cell.trim() !== '').length * 2)
  const first = rows[filled]
  const isUnderTitles = first && isHeader(first, rows.slice(filled + 1, filled + 200))
  return isUnderTitles ? filled : leadRows(rows, width, (cells) => cells.length)
}

/** Titles above a table are narrower than the table; so may be headings, but those are known words. */
function leadRows(rows: RawRow[], width: number, widthOf: (cells: string[]) => number): number {
  const isTable = ({ cells, fault }: RawRow) =>
    !fault && !/^sep=/i.test(cells[0] ?? '') && (widthOf(cells) >= width || cells.filter(looksLikeHeading).length >= 2)
  return Math.max(0, rows.slice(0, 50).findIndex(isTable))
}

function isHeader(first: RawRow, below: RawRow[]): boolean {
  const cells = first.cells.map((cell) => cell.trim())
  const shapes = cells.map((cell) => shapeOf(cell))
  if (shapes.some((shape) => shape === 'number' || shape === 'date' || shape === 'email' || shape === 'time'))
    return false
  if (cells.some(looksLikeHeading)) return true
  if (below.length === 0) return true
  // Unknown words over a column of numbers or dates are a heading all the same.
  return cells.some((_, index) => {
    const column = below.map((row) => shapeOf(row.cells[index] ?? '')).filter((shape) => shape !== 'empty')
    const odd = column.filter((shape) => shape === 'number' || shape === 'date' || shape === 'email').length
    return column.length > 0 && odd > column.length / 2
  })
}
