import { eachWorkspace } from '#platform/loop'
import type { Db } from '#platform/postgres'
import { listWorkspaceIds } from './list-workspace-ids.ts'

/** Does something for every workspace, one after the other. Trouble with one is thrown once the others have had their turn. */
export async function forEveryWorkspace(db: Db, work: (workspaceId: string) => Promise<void>): Promise<void> {
  await eachWorkspace(await listWorkspaceIds(db), async (workspaceId) => {
    await work(workspaceId)
    return true
  })
}
