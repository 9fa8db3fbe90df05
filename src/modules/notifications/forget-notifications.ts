import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** Removes what people were told with one of these links, whoever they are: the words may name what is erased. */
export async function forgetNotifications(tx: Tx, workspaceId: string, links: string[]): Promise<void> {
  if (links.length === 0) return
  await sql`delete from notifications where workspace_id = ${workspaceId} and link = any(${links}::text[])`.execute(tx)
}
