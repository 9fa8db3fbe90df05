import { sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import type { Tx } from '#platform/postgres'

/** Campaigns that are planned, go out or are paused, and newsletters that are on, that name a segment or a template by its id. */
export async function campaignsUsing(tx: Tx, workspaceId: string, id: string): Promise<InUse[]> {
  const named = sql`position(${JSON.stringify(id)} in definition::text) > 0`
  const found = await sql<InUse>`select 'campaign' as kind, campaign_id as id, name from campaigns
    where workspace_id = ${workspaceId} and status in ('scheduled', 'sending', 'paused') and ${named}
    union all
    select 'campaign_feed' as kind, feed_id as id, name from message_feeds
    where workspace_id = ${workspaceId} and is_on and ${named} order by name`.execute(tx)
  return found.rows
}
