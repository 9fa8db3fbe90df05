import { existsSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { importFolder } from './open-import.ts'

type Deps = { db: Db; dataDir: string }
type Subject = { workspaceId: string; importIds: string[] }

const ended = sql`status in ('done', 'failed', 'undone')`

/** Uploads and lists of unused rows: files that hold what people sent, beside what was made of it. */
export function importsPersonalData(deps: Deps) {
  return {
    export: async () => ({}),
    erase: async () => undefined,
    sweep: (subject: Subject) => sweepFiles(deps, subject),
  }
}

/** The files of these imports go; one that is still running is waited for. Undo needs no file. */
async function sweepFiles({ db, dataDir }: Deps, { workspaceId, importIds }: Subject): Promise<void> {
  for (const importId of importIds) {
    while (await isRunning(db, workspaceId, importId)) await sleep(500)
    rmSync(importFolder(dataDir, importId), { recursive: true, force: true })
  }
}

async function isRunning(db: Db, workspaceId: string, importId: string): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql`select from imports where workspace_id = ${workspaceId} and import_id = ${importId} and not ${ended}`.execute(
      tx,
    ),
  )
  return rows.length > 0
}

/** What was uploaded is not needed once it is in the log; drafts that nobody started go too. */
export function importFileRetention({ db, dataDir }: Deps) {
  const due = async (tx: Tx, workspaceId: string, before: string): Promise<string[]> => {
    const { rows } = await sql<{ id: string }>`select import_id as id from imports
      where workspace_id = ${workspaceId} and created_at < ${before} and (${ended} or status = 'draft')`.execute(tx)
    return rows.map(({ id }) => id).filter((id) => existsSync(importFolder(dataDir, id)))
  }
  return {
    kind: 'import_files',
    usualDays: 30,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> =>
      (await due(tx, workspaceId, before)).length,
    remove: async (workspaceId: string, before: string): Promise<number> => {
      const ids = await inWorkspace(db, workspaceId, (tx) => due(tx, workspaceId, before))
      for (const id of ids) rmSync(importFolder(dataDir, id), { recursive: true, force: true })
      return ids.length
    },
  } as const
}
