import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { keepPlans } from './prepared.ts'
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

const longestStartMs = 30_000

/** Resolves when a connection was made: on a busy machine the first may take longer than whoever asks later would wait. */
export async function connectFirst(pool: pg.Pool): Promise<void> {
  const end = performance.now() + longestStartMs
  for (;;) {
    try {
      const client = await pool.connect()
      return client.release()
    } catch (error) {
      if (!/timeout/.test(String(error)) || performance.now() > end) throw error
    }
  }
}

export function createDb(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
