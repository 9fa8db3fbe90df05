import { decodeText } from './decode-text.ts'
import { failFile } from './fail.ts'
import { limits } from './limits.ts'
import { openBytes, readMagic } from './open-bytes.ts'
import { makeSplitter } from './sniff-delimiter.ts'
import { type LayoutChoices, sniffLayout } from './sniff-layout.ts'
import type { FileLayout, RawRow, RowBatch } from './types.ts'

export type ReadOptions = LayoutChoices & {
  /** As `sniffFile` found it; sniffed again when not given. */
  layout?: FileLayout
  /** Data rows up to and including this number are read past: how an import goes on after a crash. */
  afterRow?: number
  batchRows?: number
  /** The most bytes to read, unpacked; more throws file_too_large. */
  maxBytes?: number
}

/**
 * Streams the data rows of a file in batches, in order, in flat memory. Rows are numbered alike on every reading.
 * Every row has exactly `layout.width` cells unless it has a `fault`. Throws file_damaged when a .gz breaks off, after
 * yielding what came before, and file_too_large. Stopping the loop early closes the file.
 */
export async function* openRows(path: string, options: ReadOptions = {}): AsyncGenerator<RowBatch> {
  const layout = options.layout ?? (await sniffLayout(path, options)).layout
  const { totalBytes } = await readMagic(path)
  const { chunks, progress, close } = openBytes(path, layout.gzip, totalBytes)
  const batchRows = options.batchRows ?? limits.batchRows
  const afterRow = options.afterRow ?? 0
  const decoding = decodeText(layout.encoding)
  const splitter = makeSplitter(layout)
  let pending: RawRow[] = []
  const maxBytes = options.maxBytes ?? limits.unpackedBytes
  let seen = 0
  let unpacked = 0

  const accept = (rows: RawRow[]) => {
    for (const row of rows) {
      seen++
      if (seen <= layout.skipRows + afterRow) continue
      row.number = seen - layout.skipRows
      fitRow(row, layout.width)
      pending.push(row)
    }
  }
  const batches = function* (all: boolean): Generator<RowBatch> {
    let from = 0
    while (pending.length - from >= batchRows || (all && from < pending.length)) {
      yield { rows: pending.slice(from, from + batchRows), ...progress }
      from += batchRows
    }
    if (from > 0) pending = pending.slice(from)
  }

  let broken: unknown
  try {
    try {
      for await (const chunk of chunks) {
        unpacked += chunk.length
        if (unpacked > maxBytes) throw tooLarge(maxBytes)
        for (const { text, note } of decoding.push(chunk)) accept(splitter.push(text, note))
        yield* batches(false)
      }
    } catch (error) {
      if (!isUnpacking(error)) throw error
      broken = error
    }
    for (const { text, note } of decoding.end()) accept(splitter.push(text, note))
    accept(splitter.end())
    yield* batches(true)
  } finally {
    close()
  }
  if (broken) throw failFile('file_damaged', 'The compressed file breaks off.', { afterRow: seen - layout.skipRows })
}

const tooLarge = (maxBytes: number) =>
  failFile('file_too_large', 'The file unpacks to too much.', { limitGb: Math.floor(maxBytes / 1024 ** 3) })

const isUnpacking = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

function fitRow(row: RawRow, width: number): void {
  if (row.fault) return
  const { cells } = row
  if (cells.length === width) return
  if (cells.length < width) {
    while (cells.length < width) cells.push('')
    row.note ??= 'missing_cells'
    return
  }
  if (cells.some((cell, index) => index >= width && cell.trim() !== '')) row.fault = 'too_many_cells'
  else cells.length = width
}
