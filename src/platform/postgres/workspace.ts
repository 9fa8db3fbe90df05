import { sql } from 'kysely'
import type { Db, Tx } from './pool.ts'

/** Runs `work` in one transaction that can see and change only this workspace's rows. */
export async function inWorkspace<T>(db: Db, workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
    return await work(tx)
  })
}
