import { sql } from 'kysely'
import type { ChannelTotals, MessageSource } from '#contract/messaging'
import type { Tx } from '#platform/postgres'

/** What became of the messages of one sender, by the channel they went by; what was held back counts for the one it was to go by first. */
export async function countByChannel(
  tx: Tx,
  workspaceId: string,
  { kind, id }: { kind: Exclude<MessageSource, 'test'>; id: string },
): Promise<ChannelTotals[]> {
  const { rows } = await sql<ChannelTotals>`select channel, count(*) filter (where state = 'handed_over')::int as sent,
      count(*) filter (where state = 'suppressed')::int as "heldBack", count(*) filter (where state in ('failed', 'unknown'))::int as failed,
      count(*) filter (where state in ('queued', 'claimed', 'deferred'))::int as open,
      count(opened_at)::int as opened, count(clicked_at)::int as clicked from messages
    where workspace_id = ${workspaceId} and source_kind = ${kind} and source_id = ${id} group by channel order by sent desc, channel`.execute(
    tx,
  )
  return rows
}
