import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { type CsvCell, csvHead, csvLine } from '#platform/csv'
import type { ExportedFile } from './personal-data.ts'

type Row = Record<string, unknown>
type Pages = Iterable<unknown[]> | AsyncIterable<unknown[]>

/** Rows of one kind; `pages` begins anew each time it is asked. Every row has the same fields. */
export type ExportedKind = { isEmpty: boolean; pages: () => Pages }

/** A zip that is made while it is read: never more in memory than a page of rows. */
export function zipOf(kinds: Record<string, ExportedKind>, files: ExportedFile[]): NodeJS.ReadableStream {
  const zip = new ZipFile()
  const add = (name: string, text: () => AsyncIterable<string>): void =>
    zip.addReadStreamLazy(name, (give) => give(null, Readable.from(text(), { objectMode: false })))
  // The archive cannot be finished any more; the reader must not wait for its end.
  zip.on('error', (error: Error) => (zip.outputStream as Readable).destroy(error))
  add('customer.json', () => jsonOf(kinds))
  for (const [kind, { isEmpty, pages }] of Object.entries(kinds)) {
    if (!isEmpty) add(`${kind}.csv`, () => csvOf(pages()))
  }
  for (const [i, { name, path }] of files.entries()) zip.addFile(path, `files/${i + 1}-${safeName(name)}`)
  zip.end()
  return zip.outputStream
}

async function* jsonOf(kinds: Record<string, ExportedKind>): AsyncIterable<string> {
  let before = '{\n'
  for (const [kind, { pages }] of Object.entries(kinds)) {
    yield `${before}  ${JSON.stringify(kind)}: [`
    let between = '\n    '
    for await (const page of pages()) {
      if (page.length > 0) yield between + page.map((row) => JSON.stringify(row)).join(',\n    ')
      if (page.length > 0) between = ',\n    '
    }
    yield ']'
    before = ',\n'
  }
  yield '\n}\n'
}

async function* csvOf(pages: Pages): AsyncIterable<string> {
  let columns: string[] | undefined
  for await (const page of pages) {
    const rows = page as Row[]
    if (!columns && rows[0]) {
      columns = Object.keys(rows[0])
      yield csvHead(columns)
    }
    if (columns) yield rows.map((row) => csvLine((columns ?? []).map((column) => toCell(row[column])))).join('')
  }
}

function toCell(value: unknown): CsvCell {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as CsvCell
}

// Names come from people: no folders, no way out of the archive.
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').replace(/^\.+/, '_')
