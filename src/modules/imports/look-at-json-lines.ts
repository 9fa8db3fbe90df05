import { DomainError } from '#platform/errors'
import type { Look } from './look-at-file.ts'
import { openMagic } from './open-magic.ts'
import { jsonLineBatches, readJsonEvent } from './read-json-lines.ts'

const looksAtRows = 1_000

/** A file of JSON lines needs no mapping: its shape is known. Throws file_empty, or not_json_lines when its first lines are none. */
export async function lookAtJsonLines(path: string): Promise<Look> {
  const { gzip, totalBytes } = await openMagic(path)
  if (totalBytes === 0) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  const rows: string[] = []
  let bytes = 0
  for await (const batch of jsonLineBatches(path, gzip, 0)) {
    rows.push(...batch.rows.map(({ cells }) => cells[0] ?? ''))
    bytes = batch.bytesRead
    if (rows.length >= looksAtRows) break
  }
  if (rows.length === 0) throw new DomainError('invalid', 'file_empty', 'The file is empty.')
  const readable = rows.filter((text) => readJsonEvent(text, 'import', 'en').error?.reason !== 'bad_json')
  if (readable.length * 2 < rows.length)
    throw new DomainError('invalid', 'not_json_lines', 'The lines of this file are not JSON.', {
      line: rows[0]?.slice(0, 200),
    })
  const layout = { encoding: 'utf-8', gzip, delimiter: ',', hasHeader: false, skipRows: 0, width: 1 } as const
  return {
    kind: 'events',
    reading: { layout, headings: ['JSON'], estimatedRows: Math.round((rows.length / Math.max(1, bytes)) * totalBytes) },
    mapping: {
      columns: {},
      traits: {},
      delimiter: 'json',
      encoding: 'utf-8',
      hasHeader: false,
      amountIs: 'line',
      costIs: 'piece',
      source: 'import',
    },
    columns: [
      {
        index: 0,
        name: 'JSON',
        samples: rows.slice(0, 5).map((text) => text.slice(0, 200)),
        role: null,
        confidence: 1,
      },
    ],
    rows: rows.slice(0, 20).map((text) => [text.slice(0, 500)]),
    problems: [],
  }
}
