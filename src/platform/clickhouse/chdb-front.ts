import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { RawInsertFormat } from 'chdb'
import { sendBytes, sendError, sendStream } from './chdb-answer.ts'
import { type Arrivals, arrivals } from './chdb-arrivals.ts'
import type { ChdbPlace } from './chdb-place.ts'
import type { ChdbPool, Lane } from './chdb-pool.ts'
import { BadRequest, type ChdbRequest, isAllowed, readRequest } from './chdb-request.ts'

const rawFormats: readonly string[] = [
  'JSONEachRow',
  'JSONCompactEachRow',
  'CSV',
  'CSVWithNames',
  'TabSeparated',
  'TabSeparatedWithNames',
] satisfies RawInsertFormat[]

const isRawFormat = (format: string): format is RawInsertFormat => rawFormats.includes(format)

const plainInsert = /^\s*INSERT\s+INTO\s+([\w.]+)\s*(?:\(([\w\s,]+)\))?\s*FORMAT\s+(\w+)\s*$/i

const firstWord = (sql: string): string =>
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? ''

const isRead = (sql: string): boolean => ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'EXPLAIN'].includes(firstWord(sql))

// Whoever promises to be done within ten seconds gets one of the places kept for small questions.
const isShort = (limit: string | undefined): boolean => limit !== undefined && Number(limit) > 0 && Number(limit) <= 10

const laneOf = (request: ChdbRequest): Lane => {
  if (firstWord(request.sql) === 'INSERT' && request.data !== undefined) return 'insert'
  return isShort(request.settings.get('max_execution_time')) ? 'short' : 'normal'
}

const summary = (rows: number, bytes: number): Record<string, string> => ({
  'x-clickhouse-summary': JSON.stringify({ written_rows: String(rows), written_bytes: String(bytes) }),
})

// A value that another query left on the connection must not stand in for one that was forgotten here.
function checkParams(request: ChdbRequest): void {
  for (const [, name = ''] of request.sql.matchAll(/\{\s*([A-Za-z_]\w*)\s*:\s*[A-Z]\w*[^}]*\}/g)) {
    if (!request.params.has(name)) {
      throw new BadRequest(`Code: 456. DB::Exception: Substitution \`${name}\` is not set. (UNKNOWN_QUERY_PARAMETER)`)
    }
  }
}

async function insert(
  place: ChdbPlace,
  arriving: Arrivals,
  request: ChdbRequest,
  data: Buffer,
  response: ServerResponse,
): Promise<void> {
  const [, table, columns, format = ''] = plainInsert.exec(request.sql) ?? []
  if (table !== undefined && columns === undefined && format === 'RowBinary') {
    await place.prepare(request)
    // chDB takes texts alone as part of a statement.
    await arriving.use(data, (file) =>
      place.run(`INSERT INTO ${table} SELECT * FROM file('${file}', RowBinary)`, request.format),
    )
    response.writeHead(200).end()
    return
  }
  if (table !== undefined && isRawFormat(format) && request.database === undefined) {
    // An insert brings its own settings; those of the query before, and its database, must not be in force.
    await place.prepare({ settings: new Map(), params: new Map() })
    const list = columns?.split(',').map((column) => column.trim())
    const done = await place.insert({
      table,
      ...(list === undefined ? {} : { columns: list }),
      format,
      values: data,
      settings: request.settings,
    })
    response.writeHead(200, summary(done.rows, done.bytes)).end()
    return
  }
  await place.prepare(request)
  sendBytes(response, await place.run(`${request.sql}\n${data.toString('utf8')}`, request.format), request.gzip)
}

async function read(place: ChdbPlace, request: ChdbRequest, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  let cancelled: Promise<void> | undefined
  const stop = (): void => {
    // In this order: chDB does not end a query any more whose stream has been given up.
    cancelled = place.cancel().catch(() => undefined)
    void cancelled.then(() => gone.abort())
  }
  response.once('close', stop)
  try {
    await place.prepare(request)
    await sendStream(response, place.stream(request.sql, request.format, gone.signal), request.gzip, gone.signal)
  } finally {
    response.off('close', stop)
    // Only then may the next query come to this place: it is the place that is cancelled, not the query.
    if (cancelled !== undefined) {
      await cancelled
      // chDB lets go of an ended query's memory with the next one on the connection.
      await place.run('SELECT 1', 'Null').catch(() => undefined)
    }
  }
}

type Behind = { pool: ChdbPool; arriving: Arrivals }

async function answer({ pool, arriving }: Behind, request: ChdbRequest, response: ServerResponse): Promise<void> {
  checkParams(request)
  const { data } = request
  await pool.use(laneOf(request), async (place) => {
    if (response.destroyed) return
    if (data !== undefined) return insert(place, arriving, request, data, response)
    // An insert without rows is no error over HTTP.
    if (plainInsert.test(request.sql)) return void response.writeHead(200, summary(0, 0)).end()
    if (isRead(request.sql)) return read(place, request, response)
    await place.prepare(request)
    sendBytes(response, await place.run(request.sql, request.format), request.gzip)
  })
}

async function handle(
  behind: Behind,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url === '/ping') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('Ok.\n')
  if (!isAllowed(request, secret)) {
    throw new BadRequest('Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)')
  }
  await answer(behind, await readRequest(request), response)
}

/** Puts ClickHouse's HTTP interface before the pool, on loopback, for whoever knows the secret; `folder` is for what arrives. */
export async function startFront(pool: ChdbPool, secret: string, port: number, folder: string): Promise<Server> {
  const behind = { pool, arriving: arrivals(folder) }
  const server = createServer({ maxHeaderSize: 1024 * 1024, keepAliveTimeout: 10_000 }, (request, response) => {
    response.on('error', () => undefined)
    handle(behind, secret, request, response).catch((error: unknown) => sendError(response, error))
  })
  server.requestTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
