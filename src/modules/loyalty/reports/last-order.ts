import { sql } from 'kysely'
import type { Desk } from '../ledger/desk.ts'

/** Up to when the shop's past is known: now, or its last order, where only an old past was imported. */
export async function knownUntil({ tx, workspaceId, now }: Desk): Promise<Temporal.Instant> {
  const { rows } = await sql<{ last: Date | null }>`select max(last_order_at) as last from customer_measures
    where workspace_id = ${workspaceId}`.execute(tx)
  const last = rows[0]?.last?.getTime()
  return last === undefined || last >= now.epochMilliseconds ? now : Temporal.Instant.fromEpochMilliseconds(last)
}
