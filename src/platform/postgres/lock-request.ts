import { sql } from 'kysely'
import type { Tx } from './pool.ts'

/** Until the end of the transaction whoever brings the same key waits here, and finds afterwards what it made. Nothing without a key. */
export async function lockRequest(tx: Tx, workspaceId: string, key: string | null | undefined): Promise<void> {
  if (key === null || key === undefined) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${`request:${workspaceId}:${key}`}, 0))`.execute(tx)
}
