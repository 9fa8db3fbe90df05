import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'

/** In what a till counts. */
export async function tillCurrency(db: Db, workspaceId: string): Promise<string> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ currency: string }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx),
  )
  return rows[0]?.currency ?? 'EUR'
}
