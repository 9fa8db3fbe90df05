import { sql } from 'kysely'
import type { z } from 'zod'
import type { SilencePage, silenceQuery } from '#contract/message-calendar'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { shownName } from '../shown-name.ts'

const mostCounted = 10_000

type Row = { customerId: string; name: string | null; lastContactAt: Date | null; lastSeenAt: Date; seenText: string }

/**
 * Customers whom no message reached for `days`, those who were seen last first: they are the ones to speak to. Whoever came within that time
 * and never got one is among them. `total` counts up to 10,000.
 */
export async function readSilence(
  { db, clock }: MessagingDeps,
  workspaceId: string,
  { days, cursor, limit }: z.output<typeof silenceQuery>,
): Promise<SilencePage> {
  const before = clock
    .now()
    .subtract({ hours: days * 24 })
    .toString()
  const [seen, id] = cursor?.split('~') ?? []
  const silent = sql`from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and c.erased_at is null
    and not exists (select from messages m where m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
      and m.decided_at is not null and m.decided_at > ${before} and m.state in ('handed_over', 'unknown') and m.source_kind <> 'test')`
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } =
      await sql<Row>`select c.customer_id as "customerId", ${shownName} as name, c.last_seen_at as "lastSeenAt",
        c.last_seen_at::text as "seenText",
        (select max(m.decided_at) from messages m where m.workspace_id = c.workspace_id and m.customer_id = c.customer_id
          and m.decided_at is not null and m.state in ('handed_over', 'unknown') and m.source_kind <> 'test') as "lastContactAt"
      ${silent} ${seen && id ? sql`and (c.last_seen_at, c.customer_id) < (${seen}::timestamptz, ${id}::uuid)` : sql``}
      order by c.last_seen_at desc, c.customer_id desc limit ${limit + 1}`.execute(tx)
    const counted = await sql<{
      count: number
    }>`select count(*)::int as count from (select 1 ${silent} limit ${mostCounted}) s`.execute(tx)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      people: page.map(({ customerId, name, lastContactAt, lastSeenAt }) => ({
        customerId,
        name,
        lastContactAt: lastContactAt?.toISOString() ?? null,
        lastSeenAt: lastSeenAt.toISOString(),
      })),
      nextCursor: rows.length > limit && last ? `${last.seenText}~${last.customerId}` : null,
      total: counted.rows[0]?.count ?? 0,
    }
  })
}
