import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { RawRow } from './reading/index.ts'

export type RowProblem = { line: number; reason: string; detail: string; cells: string[] }

export type RowFault = { reason: string; column?: string; text?: string }

const bufferChars = 64 * 1024
/** A file of garbage must not fill the disk with its own copy. */
const mostRows = 1_000_000

export type RowErrorWriter = {
  /** `column` and `text` are the heading and the words at fault, where it is one cell. */
  add: (raw: RawRow, fault: RowFault) => void
  /** Bytes in the file once all that was added is in it. */
  flush: () => number
  close: () => void
}

/**
 * Keeps every row that was not used, with the reason, one JSON line each; the download makes a CSV of it. Of a file that
 * an earlier run left, the first `keepBytes` stay.
 */
export function writeRowErrors(path: string, keepBytes = 0): RowErrorWriter {
  const file = openSync(path, keepBytes > 0 && existsSync(path) ? 'r+' : 'w')
  ftruncateSync(file, keepBytes)
  let bytes = keepBytes
  let text = ''
  let rows = 0
  const flush = () => {
    if (text !== '') bytes += writeSync(file, text, bytes)
    text = ''
    return bytes
  }
  return {
    add({ line, cells }, { reason, column, text: words = '' }) {
      if (rows++ >= mostRows) return
      const detail = column ? `${column}: ${words}` : words
      text += `${JSON.stringify({ line, reason, detail, cells })}\n`
      if (text.length >= bufferChars) flush()
    },
    flush,
    close() {
      flush()
      closeSync(file)
    },
  }
}

export async function* readRowErrors(path: string): AsyncGenerator<RowProblem> {
  const file = await open(path)
  try {
    for await (const line of file.readLines()) yield JSON.parse(line) as RowProblem
  } finally {
    await file.close()
  }
}
