/** What would run beside a measurement and is no part of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@clickhouse/client'
import pg from 'pg'

/** Nothing comes round by the clock any more: trainings of a shop that has a past by now would take both cores. */
export async function stopSchedules(databaseUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  await owner.query('delete from pgboss.schedule')
  await owner.end()
}

/** Resolves when ClickHouse has put together what was written so far; after 20 minutes whatever it does. */
export async function settleMerges(clickhouseUrl: string): Promise<void> {
  const ch = createClient({ url: clickhouseUrl })
  let quiet = 0
  for (let seconds = 0; quiet < 10 && seconds < 1200; seconds++) {
    await sleep(1000)
    const answer = await ch.query({ query: 'SELECT count() AS merges FROM system.merges', format: 'JSONEachRow' })
    const [row] = await answer.json<{ merges: string }>()
    quiet = Number(row?.merges) === 0 ? quiet + 1 : 0
  }
  await ch.close()
}

/** Resolves when autovacuum found nothing to do for two of its rounds (`autovacuum_naptime` is 10 s); after 10 minutes whatever it does. */
export async function settleVacuums(databaseUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  let quiet = 0
  for (let seconds = 0; quiet < 25 && seconds < 600; seconds++) {
    await sleep(1000)
    const { rows } = await owner.query<{ busy: boolean }>('select exists (select from pg_stat_progress_vacuum) as busy')
    quiet = rows[0]?.busy ? 0 : quiet + 1
  }
  await owner.end()
}
