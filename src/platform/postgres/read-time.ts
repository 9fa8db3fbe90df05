import { sql } from 'kysely'
import type { Db } from './pool.ts'

/** What time it is for the database, which all processes share; to the millisecond. */
export async function readDatabaseTime(db: Db): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  if (!rows[0]) throw new Error('The database told no time')
  return Temporal.Instant.fromEpochMilliseconds(rows[0].now.getTime())
}
