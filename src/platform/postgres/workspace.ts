import type { Db, Tx } from './pool.ts'
import { prepared } from './prepared.ts'

type Manner = {
  /**
   * Prepared statements are planned once a connection for whatever they ask, and not weighed anew for each: for work that is done
   * hundreds of times a second and finds every row by its key. A plan from when a table was empty must not read all of it later.
   */
  plansOnce?: boolean
}

/** Runs `work` in one transaction that can see and change only this workspace's rows. */
export async function inWorkspace<T>(
  db: Db,
  workspaceId: string,
  work: (tx: Tx) => Promise<T>,
  { plansOnce = false }: Manner = {},
): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    if (plansOnce)
      await prepared`select set_config('app.workspace_id', ${workspaceId}, true),
        set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`.execute(
        tx,
      )
    else await prepared`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(tx)
    return await work(tx)
  })
}
