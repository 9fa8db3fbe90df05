import { sql } from 'kysely'
import { textArray } from '#platform/blocks'
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
  const texts = (of: (event: CanonicalEvent) => string) => textArray('text', events.map(of))
  const result = await sql<{ accepted: number }>`select append_events(
    ${workspaceId}, ${clock.now().toString()}, ${options.importId ?? null},
    ${texts((event) => uuidFromText(event.messageId))}, ${texts((event) => event.occurredAt)}, ${texts((event) => event.source)},
    ${texts((event) => event.body.event ?? '')},
    ${textArray(
      'json',
      events.map(({ body }) => JSON.stringify(body)),
    )}) as accepted`.execute(db)
  const accepted = result.rows[0]?.accepted ?? 0
  return { accepted, duplicates: events.length - accepted }
}
