import { type RawBuilder, sql } from 'kysely'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { shownName } from '../shown-name.ts'

type Silent = {
  customerId: string
  externalId: string | null
  name: string | null
  /** what they are called in lists */
  shown: string | null
  email: string | null
  phone: string | null
  lastContactAt: Date | null
  lastSeenAt: Date
  seenText: string
}

/** From customers `c` whom no message reached for `days`. */
export function silentFor(clock: Clock, workspaceId: string, days: number): RawBuilder<unknown> {
  const before = clock.now().subtract({ hours: days * 24 })
  return sql`from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and c.erased_at is null
    and not exists (select from messages m where m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
      and m.decided_at is not null and m.decided_at > ${before.toString()} and m.state in ('handed_over', 'unknown')
      and m.source_kind <> 'test')`
}

/** A page of them, those who were seen last first. */
export async function findSilent(
  tx: Tx,
  silent: RawBuilder<unknown>,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ rows: Silent[]; next: string | null }> {
  const [seen, id] = cursor?.split('~') ?? []
  const { rows } = await sql<Silent>`select c.customer_id as "customerId", c.external_id as "externalId", c.name,
      ${shownName} as shown, c.email, c.phone, c.last_seen_at as "lastSeenAt", c.last_seen_at::text as "seenText",
      (select max(m.decided_at) from messages m where m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
        and m.decided_at is not null and m.state in ('handed_over', 'unknown') and m.source_kind <> 'test') as "lastContactAt"
    ${silent} ${seen && id ? sql`and (c.last_seen_at, c.customer_id) < (${seen}::timestamptz, ${id}::uuid)` : sql``}
    order by c.last_seen_at desc, c.customer_id desc limit ${limit + 1}`.execute(tx)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? `${last.seenText}~${last.customerId}` : null }
}
