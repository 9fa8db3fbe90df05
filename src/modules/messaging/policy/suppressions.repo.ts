import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

const hashOf = (secret: string, workspaceId: string, email: string): Buffer =>
  createHmac('sha256', secret).update(`suppressed:${workspaceId}:${email.trim().toLowerCase()}`).digest()

export async function findSuppression(
  tx: Tx,
  workspaceId: string,
  secret: string,
  email: string,
): Promise<'bounced' | 'complained' | null> {
  const { rows } = await sql<{ reason: 'bounced' | 'complained' }>`select reason from message_suppressions
    where workspace_id = ${workspaceId} and address_hash = ${hashOf(secret, workspaceId, email)}`.execute(tx)
  return rows[0]?.reason ?? null
}

/** A complaint is never weakened to a bounce. Whether anything is new. */
export async function addSuppression(
  tx: Tx,
  workspaceId: string,
  secret: string,
  entry: { email: string; reason: 'bounced' | 'complained'; customerId: string | null; now: Temporal.Instant },
): Promise<boolean> {
  const { email, reason, customerId, now } = entry
  const { rows } =
    await sql`insert into message_suppressions (workspace_id, address_hash, reason, hint, customer_id, added_at)
    values (${workspaceId}, ${hashOf(secret, workspaceId, email)}, ${reason}, ${hintOf(email)}, ${customerId}, ${now.toString()})
    on conflict (workspace_id, address_hash) do update set reason = excluded.reason, added_at = excluded.added_at
      where message_suppressions.reason = 'bounced' and excluded.reason = 'complained'
    returning address_hash`.execute(tx)
  return rows.length > 0
}

/** Whether there was one. */
export async function removeSuppression(tx: Tx, workspaceId: string, secret: string, email: string): Promise<boolean> {
  const gone = await sql`delete from message_suppressions
    where workspace_id = ${workspaceId} and address_hash = ${hashOf(secret, workspaceId, email)}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0) > 0
}

/** a…@corner.example */
function hintOf(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}…${email.slice(at)}`.slice(0, 200)
}
