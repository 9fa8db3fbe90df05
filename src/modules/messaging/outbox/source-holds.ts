import { sql } from 'kysely'
import type { MessageSource } from '#contract/messaging'
import type { Tx } from '#platform/postgres'

type Source = { kind: Exclude<MessageSource, 'test'>; id: string }

/** From the commit on nothing more of this sender goes out, also what is in the outbox already; what a worker has in hand still does. */
export async function holdMessages(
  tx: Tx,
  workspaceId: string,
  { kind, id }: Source,
  now: Temporal.Instant,
): Promise<void> {
  await sql`insert into message_holds (workspace_id, source_kind, source_id, held_at)
    values (${workspaceId}, ${kind}, ${id}, ${now.toString()}) on conflict do nothing`.execute(tx)
}

/** What was held goes on from where it was. */
export async function releaseMessages(tx: Tx, workspaceId: string, { kind, id }: Source): Promise<void> {
  await sql`delete from message_holds
    where workspace_id = ${workspaceId} and source_kind = ${kind} and source_id = ${id}`.execute(tx)
}

/** Calls off some of what still waits of this sender, `most` at a time; how many it were. */
export async function cancelMessages(
  tx: Tx,
  workspaceId: string,
  { kind, id }: Source,
  now: Temporal.Instant,
  most: number,
): Promise<number> {
  const gone =
    await sql`update messages set state = 'suppressed', reason = 'cancelled', finished_at = ${now.toString()},
      lease_until = null, fence = fence + 1
    where workspace_id = ${workspaceId} and message_id in (select message_id from messages
      where workspace_id = ${workspaceId} and source_kind = ${kind} and source_id = ${id} and state in ('queued', 'deferred')
      limit ${most} for update skip locked)`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}
