import { sql } from 'kysely'
import type { Db } from '#platform/postgres'

/** Every workspace of the installation, for work that is done in each of them. */
export async function listWorkspaceIds(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select list_workspace_ids() as id`.execute(db)
  return rows.map(({ id }) => id)
}
