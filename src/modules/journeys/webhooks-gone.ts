import { sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import type { Tx } from '#platform/postgres'

export async function isGone(tx: Tx, workspaceId: string, url: string): Promise<boolean> {
  const found =
    await sql`select from journey_webhooks_gone where workspace_id = ${workspaceId} and url = ${url}`.execute(tx)
  return found.rows.length > 0
}

/** From now on nobody calls it. */
export async function noteGone(tx: Tx, workspaceId: string, url: string, at: Temporal.Instant): Promise<void> {
  await sql`insert into journey_webhooks_gone (workspace_id, url, gone_at) values (${workspaceId}, ${url}, ${at.toString()})
    on conflict do nothing`.execute(tx)
}

/** Whoever switches a journey on says that its addresses are there. */
export async function tryAgain(tx: Tx, workspaceId: string, { nodes }: JourneyDefinition): Promise<void> {
  const urls = nodes.flatMap((node) =>
    node.kind === 'action' && typeof node.params.url === 'string' ? [node.params.url] : [],
  )
  if (urls.length === 0) return
  await sql`delete from journey_webhooks_gone where workspace_id = ${workspaceId} and url = any(${urls}::text[])`.execute(
    tx,
  )
}
