import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { uuidFromText } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import type { CanonicalEvent } from './canonical.ts'

/**
 * Writes events to the workspace's log, in order; returns when they are committed (or, inside a transaction, with it).
 * An event whose messageId is there already is left out and not counted.
 */
export async function appendEvents(
  db: Db | Tx,
  clock: Clock,
  workspaceId: string,
  events: CanonicalEvent[],
  options: { importId?: string } = {},
): Promise<{ accepted: number; duplicates: number }> {
  if (events.length === 0) return { accepted: 0, duplicates: 0 }
  const rows = events.map((e) => ({ key: uuidFromText(e.messageId), at: e.occurredAt, source: e.source, body: e.body }))
  const result = await sql<{ accepted: number }>`select append_events(
    ${workspaceId}, ${clock.now().toString()}, ${options.importId ?? null}, ${JSON.stringify(rows)}::jsonb) as accepted`.execute(
    db,
  )
  const accepted = result.rows[0]?.accepted ?? 0
  return { accepted, duplicates: events.length - accepted }
}
