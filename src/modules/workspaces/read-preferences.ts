import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'

export type Preferences = { calendar: 'auto' | 'gregorian' | 'jalali'; weekend: number[] | null }

/** The person's calendar and the workspace's weekend. */
export async function readPreferences(db: Db, workspaceId: string, personId: string): Promise<Preferences> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<Preferences>`
      select p.calendar, w.weekend from people p, workspaces w
      where p.id = ${personId} and w.workspace_id = ${workspaceId}`.execute(tx)
    return rows[0] ?? { calendar: 'auto', weekend: null }
  })
}
