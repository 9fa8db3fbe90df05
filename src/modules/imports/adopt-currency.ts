import { sql } from 'kysely'
import { eventPosition } from '#modules/events'
import { inWorkspace } from '#platform/postgres'
import type { FileDeps } from './import-context.ts'

/** A workspace in which nothing has happened yet takes the currency of the first file it is given. */
export async function adoptCurrency(deps: FileDeps, workspaceId: string, currency: string): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    if ((await eventPosition(tx, workspaceId)) > 0) return
    await sql`update workspaces set currency = ${currency} where workspace_id = ${workspaceId}`.execute(tx)
  })
}
