import { sql } from 'kysely'
import type { z } from 'zod'
import type { listSuppressionsQuery, SuppressionPage, SuppressionRow } from '#contract/messaging'
import type { Tx } from '#platform/postgres'
import { shownName } from '../shown-name.ts'

type Row = Omit<SuppressionRow, 'suppressionId' | 'since'> & { hash: Buffer; since: Date; sinceText: string }

/** Addresses that get nothing, the newest first. */
export async function listSuppressions(
  tx: Tx,
  workspaceId: string,
  { reason, cursor, limit }: Omit<z.output<typeof listSuppressionsQuery>, 'format'>,
): Promise<SuppressionPage> {
  const [since, id] = cursor?.split('~') ?? []
  const { rows } = await sql<Row>`select s.address_hash as hash, s.channel, s.reason, s.hint, s.source,
      s.customer_id as "customerId", ${shownName} as "customerName", s.added_at as since, s.added_at::text as "sinceText"
    from message_suppressions s left join customers c using (workspace_id, customer_id)
    where workspace_id = ${workspaceId} ${reason ? sql`and s.reason = ${reason}` : sql``}
      ${since && id ? sql`and (s.added_at, s.address_hash) < (${since}::timestamptz, ${Buffer.from(id, 'base64url')})` : sql``}
    order by s.added_at desc, s.address_hash desc limit ${limit + 1}`.execute(tx)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const counted = await sql<{ reason: 'bounced' | 'complained'; count: number }>`
    select reason, count(*)::int as count from message_suppressions where workspace_id = ${workspaceId} group by reason`.execute(
    tx,
  )
  const countOf = (one: string): number => counted.rows.find((row) => row.reason === one)?.count ?? 0
  return {
    suppressions: page.map(({ hash, since: at, sinceText: _, ...row }) => ({
      ...row,
      suppressionId: hash.toString('base64url'),
      since: at.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? `${last.sinceText}~${last.hash.toString('base64url')}` : null,
    counts: { bounced: countOf('bounced'), complained: countOf('complained') },
  }
}
