import { rmSync } from 'node:fs'
import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import { importFolder } from './open-import.ts'

/** Every file of the imports of a workspace, while its rows still say which these are. Harmless to repeat. */
export async function removeImportFiles(
  { db, dataDir }: { db: Db; dataDir: string },
  workspaceId: string,
): Promise<void> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ id: string }>`select import_id as id from imports where workspace_id = ${workspaceId}`.execute(tx),
  )
  for (const { id } of rows) rmSync(importFolder(dataDir, id), { recursive: true, force: true })
}
