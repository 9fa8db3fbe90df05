import { open } from 'node:fs/promises'
import { decodeText } from './decode-text.ts'
import { readAll } from './sniff-delimiter.ts'
import type { FileLayout } from './types.ts'

const windows = 16
const windowBytes = 64 * 1024

/**
 * Feeds whole rows from places spread over the rest of a big file: its first part alone may hold only the first days of
 * a month, which does not tell day from month.
 */
export async function sampleWindows(
  path: string,
  layout: FileLayout,
  totalBytes: number,
  from: number,
  add: (cells: string[]) => void,
): Promise<void> {
  if (layout.encoding.startsWith('utf-16')) return
  const file = await open(path)
  try {
    const bytes = Buffer.alloc(windowBytes)
    for (let i = 1; i <= windows; i++) {
      const at = Math.max(0, Math.floor(from + ((totalBytes - from) * i) / windows) - windowBytes)
      const { bytesRead } = await file.read(bytes, 0, windowBytes, at)
      const decoding = decodeText(layout.encoding)
      const part = Buffer.from(bytes.subarray(0, bytesRead))
      const text = [...decoding.push(part), ...decoding.end()].map((piece) => piece.text).join('')
      const rows = readAll(text.slice(text.search(/[\r\n]/) + 1), layout)
      for (const { cells, fault } of rows.slice(1, -1)) if (!fault && cells.length === layout.width) add(cells)
    }
  } finally {
    await file.close()
  }
}
