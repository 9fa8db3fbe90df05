import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

/** A request of ClickHouse's HTTP interface, taken apart. */
export type ChdbRequest = {
  sql: string
  data: Buffer | undefined
  params: Map<string, string>
  settings: Map<string, string>
  format: string
  database: string | undefined
  gzip: boolean
}

export class BadRequest extends Error {
  override name = 'BadRequest'
}

const maxBody = 256 * 1024 * 1024

// Words of the HTTP server itself: the engine knows no setting of these names.
const serverWords = new Set(
  [
    'query query_id session_id session_timeout session_check role user password quota_key database default_format',
    'wait_end_of_query buffer_size compress decompress enable_http_compression http_zlib_compression_level',
    'send_progress_in_http_headers http_headers_progress_interval_ms http_response_buffer_size http_write_exception_in_output_format',
    'add_http_cors_header cancel_http_readonly_queries_on_client_close log_queries log_comment',
  ].flatMap((line) => line.split(' ')),
)

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') {
    throw new BadRequest(
      `Code: 89. DB::Exception: Unknown compression method: ${encoding}. (UNKNOWN_COMPRESSION_METHOD)`,
    )
  }
  const source = encoding === 'gzip' ? request.pipe(createGunzip()) : request
  if (source !== request) request.on('error', (error) => source.destroy(error))
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBody) throw new BadRequest('Code: 307. DB::Exception: Request body is too large. (TOO_MANY_BYTES)')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

// The client moves long parameters from the address into a form.
async function readForm(body: Buffer, type: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
}

export async function readRequest(request: IncomingMessage): Promise<ChdbRequest> {
  const words = new URL(request.url ?? '/', 'http://localhost').searchParams
  let body = await readBody(request)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) {
    for (const [name, value] of await readForm(body, type)) words.append(name, value)
    body = Buffer.alloc(0)
  }
  const params = new Map<string, string>()
  const settings = new Map<string, string>()
  for (const [name, value] of words) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value)
    else if (!serverWords.has(name)) settings.set(name, value)
  }
  const query = words.get('query')
  return {
    sql: query ?? body.toString('utf8'),
    data: query === null || body.length === 0 ? undefined : body,
    params,
    settings,
    format: words.get('default_format') ?? 'TabSeparated',
    database: words.get('database') ?? undefined,
    gzip:
      words.get('enable_http_compression') === '1' && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')),
  }
}

const same = (given: string, secret: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** True when the request carries the secret, in any of the ways ClickHouse clients send a password. */
export function isAllowed(request: IncomingMessage, secret: string): boolean {
  const key = request.headers['x-clickhouse-key']
  if (typeof key === 'string') return same(key, secret)
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'basic') {
    const pair = Buffer.from(credentials, 'base64').toString('utf8')
    return same(pair.slice(pair.indexOf(':') + 1), secret)
  }
  return same(new URL(request.url ?? '/', 'http://localhost').searchParams.get('password') ?? '', secret)
}
