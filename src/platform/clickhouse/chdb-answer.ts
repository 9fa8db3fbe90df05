import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'

// A result up to this size is complete before its first byte leaves, so that an error is still a proper answer.
const holdBack = 1024 * 1024

const notFound = new Set([60, 81, 36])
const wrong = new Set([6, 27, 41, 47, 53, 62, 115, 117, 386, 456, 457])

const codeOf = (message: string): number => Number(/Code: (\d+)/.exec(message)?.[1] ?? 1000)

function statusOf(code: number): number {
  if (code === 516) return 403
  if (code === 159) return 408
  if (notFound.has(code)) return 404
  return wrong.has(code) ? 400 : 500
}

const messageOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  return /^Code: \d+/.test(message) ? message : `Code: 1000. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const message = messageOf(error)
  const code = codeOf(message)
  response.writeHead(statusOf(code), {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(code),
  })
  response.end(`${message}\n`)
}

export function sendBytes(response: ServerResponse, bytes: Uint8Array, gzip: boolean): void {
  const body = gzip ? gzipSync(bytes, { level: 1 }) : bytes
  response.writeHead(200, {
    'content-type': 'text/plain; charset=UTF-8',
    'content-length': String(body.length),
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  })
  response.end(body)
}

// The ending that ClickHouse writes when a query fails after its first rows; clients recognise it by the tag.
const failedEnding = (message: string, tag: string): string =>
  `\r\n__exception__\r\n${tag}\r\n${message}\n${Buffer.byteLength(message) + 1} ${tag}\r\n__exception__\r\n`

async function write(out: Writable, chunk: Uint8Array, gone: AbortSignal): Promise<void> {
  if (!out.write(chunk)) await once(out, 'drain', { signal: gone })
}

/** Sends a result as it comes; a small one is held back until it is known to be complete. */
export async function sendStream(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  gzip: boolean,
  gone: AbortSignal,
): Promise<void> {
  const held: Uint8Array[] = []
  let size = 0
  let out: Writable | undefined
  const tag = randomBytes(8).toString('hex')
  const begin = async (): Promise<Writable> => {
    response.writeHead(200, {
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-exception-tag': tag,
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    })
    const target: Writable = gzip ? createGzip({ level: 1 }) : response
    if (target !== response) target.pipe(response)
    for (const chunk of held.splice(0)) await write(target, chunk, gone)
    return target
  }
  try {
    for await (const chunk of chunks) {
      if (out !== undefined) await write(out, chunk, gone)
      else {
        held.push(chunk)
        size += chunk.length
        if (size > holdBack) out = await begin()
      }
    }
  } catch (error) {
    if (out === undefined) throw error
    out.end(failedEnding(messageOf(error), tag))
    return
  }
  if (out === undefined) sendBytes(response, Buffer.concat(held, size), gzip)
  else out.end()
}
