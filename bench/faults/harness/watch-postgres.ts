/** Looks at the embedded PostgreSQL from outside, also while the server it belongs to is dead. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgresUrl, type Server } from './server.ts'

export type Backlog = { events: number; batches: number }

export async function withPostgres<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: postgresUrl(dataDir), connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

export async function readBacklog(client: pg.Client): Promise<Backlog> {
  const found = await client.query<{ events: string; batches: string }>(
    'select count_positions_behind() as events, (select count(*) from event_batches where pending is not null) as batches',
  )
  return { events: Number(found.rows[0]?.events ?? 0), batches: Number(found.rows[0]?.batches ?? 0) }
}

const fiveMinutes = 300_000

/** Waits until both engines know everything; returns how long it took. Throws after `mostMs`. */
export async function waitCaughtUp(
  dataDir: string,
  server: Pick<Server, 'output'>,
  mostMs = fiveMinutes,
): Promise<number> {
  const since = performance.now()
  return await withPostgres(dataDir, async (client) => {
    for (;;) {
      const { events, batches } = await readBacklog(client)
      const ms = performance.now() - since
      if (events === 0 && batches === 0) return ms
      if (ms > mostMs)
        throw new Error(
          `Still behind after ${Math.round(ms / 1000)} s: ${events} events, ${batches} batches\n${server.output().slice(-3000)}`,
        )
      // Counting a long backlog takes time from those who work it off.
      await sleep(batches > 1_000 ? 500 : 25)
    }
  })
}

/** Resolves the moment a batch is committed in PostgreSQL and not yet told to ClickHouse; false when none comes in time. */
export async function waitPending(client: pg.Client, timeoutMs: number): Promise<boolean> {
  for (const end = performance.now() + timeoutMs; performance.now() < end; ) {
    const found = await client.query('select from event_batches where pending is not null limit 1')
    if (found.rows.length > 0) return true
  }
  return false
}
