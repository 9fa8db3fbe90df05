import type { Context } from 'hono'
import { type CsvCell, csvHead, csvLine } from '#platform/csv'

type Row = readonly CsvCell[]

const blockSize = 64 * 1024

/** A CSV download, streamed as the rows come; formulas are escaped. `fileName` may hold any letters. */
export function csvAnswer(
  c: Context,
  fileName: string,
  header: readonly string[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): Response {
  c.header('Content-Type', 'text/csv; charset=utf-8')
  c.header('Content-Disposition', attachment(fileName))
  c.header('Cache-Control', 'no-store')
  return c.body(streamOf(blocks(header, rows)))
}

async function* blocks(
  header: readonly string[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let text = csvHead(header)
  for await (const row of rows) {
    text += csvLine(row)
    if (text.length < blockSize) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text) yield Buffer.from(text)
}

function streamOf(source: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => void (await source.return(undefined)),
  })
}

/** Content-Disposition for a download (RFC 6266), safe for any name. */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]+/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replaceAll("'", '%27')}`
}
