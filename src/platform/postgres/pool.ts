import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

export type Db = Kysely<Database>
export type Tx = Transaction<Database>

// bigint columns hold money, counts and positions, all below 2^53; a date stays the text that it is.
const numbers = (text: string): number[] => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))
const texts = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','))
const parsers = new Map<number, (text: string) => unknown>([
  [20, Number],
  [1082, (text) => text],
  [1182, texts],
  [1016, numbers],
])
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
}

/** Connections as the role `regulars_app`, which sees rows only inside `inWorkspace`. */
export function createPool(url: string, options: { max?: number } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: options.max ?? 10,
    options: '-c role=regulars_app -c idle_in_transaction_session_timeout=60s',
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  // A connection that breaks, idle or in use, fails its query and is replaced by the next; without listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    keepPlans(client)
  })
  return pool
}

const mark = '/* prepared */ '

/**
 * As Kysely's `sql`, for what is asked hundreds of times a second and finds its rows by the same index whatever it asks for: planned once a
 * connection, not each time. Its text must be the same each time.
 */
export function prepared<T>(strings: TemplateStringsArray, ...values: unknown[]): RawBuilder<T> {
  return sql<T>`${sql.raw(mark)}${sql(strings, ...values)}`
}

/** A statement with the mark gets a name of its connection, by which PostgreSQL knows its plan. */
function keepPlans(client: pg.ClientBase): void {
  const names = new Map<string, string>()
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `kept${names.size}`
    names.set(text, name)
    return name
  }
  const named = (text: unknown, values: unknown): unknown =>
    typeof text === 'string' && text.startsWith(mark) ? { name: nameOf(text), text, values } : undefined
  const wrapped = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    const kept = named(text, values)
    return kept === undefined ? query(text, values, ...rest) : query(kept, ...rest)
  }
  Object.assign(client, { query: wrapped })
}

export function createDb(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
