import { sql } from 'kysely'
import { trackJob } from '#modules/jobs'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace } from '#platform/postgres'

export type DeletionDeps = {
  db: Db
  ch: Clickhouse
  /** what modules keep in files: called while their rows are still there, more than once if need be */
  removeFiles: ((workspaceId: string) => Promise<void>)[]
}

const chunk = 20_000

/**
 * Removes a workspace whose seven days are over: files, rows of every table, rows of every ClickHouse table, at last the
 * workspace. Does nothing for one that was called back; safe to repeat after any interruption.
 */
export async function deleteWorkspace(deps: DeletionDeps, workspaceId: string, signal: AbortSignal): Promise<void> {
  const { db, ch, removeFiles } = deps
  const state = await readState(db, workspaceId)
  if (state === 'kept') return
  if (state !== 'gone') {
    await trackJob(
      { db },
      { workspaceId, jobId: state.jobId, kind: 'workspace_deletion', signal, triesAgain: true },
      async (tracked) => {
        await stopWork(db, workspaceId, state.jobId)
        for (const remove of removeFiles) await remove(workspaceId)
        await removeRows(db, workspaceId, tracked)
        await removeAnalytics(ch, workspaceId)
        for (const remove of removeFiles) await remove(workspaceId)
        await sql`select finish_workspace_deletion(${workspaceId})`.execute(db)
      },
    )
    if ((await readState(db, workspaceId)) !== 'gone') return
  }
  // A batch on its way to ClickHouse while the rows went has arrived by now or never will: its own record is gone.
  await removeAnalytics(ch, workspaceId)
}

async function readState(db: Db, workspaceId: string): Promise<'gone' | 'kept' | { jobId: string }> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ job_id: string | null; due: boolean | null }>`
      select d.job_id, d.delete_after <= now() as due from workspaces w left join workspace_deletions d using (workspace_id)
      where w.workspace_id = ${workspaceId}`.execute(tx)
    const [row] = rows
    if (!row) return 'gone'
    return row.due && row.job_id ? { jobId: row.job_id } : 'kept'
  })
}

/** Imports and exports that run are asked to stop, so that they do not write what is being removed. */
async function stopWork(db: Db, workspaceId: string, own: string): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update jobs set cancel_requested = true,
        status = case when status = 'queued' then 'cancelled' else status end
      where workspace_id = ${workspaceId} and job_id <> ${own} and status in ('queued', 'running')`.execute(tx),
  )
}

type Tracked = { signal: AbortSignal; progress: (at: { done: number; total: number }) => void }

// What people see and what says that the deletion is under way goes last, with the workspace.
const last = new Set(['workspaces', 'workspace_deletions', 'memberships', 'jobs', 'event_writers', 'event_offsets'])

async function removeRows(db: Db, workspaceId: string, { signal, progress }: Tracked): Promise<void> {
  const { rows } = await sql<{
    name: string
  }>`select name from list_workspace_tables() order by size desc, name`.execute(db)
  const tables = rows.map(({ name }) => name).filter((name) => !last.has(name))
  const total = await countRows(db, workspaceId, tables)
  let done = 0
  let waiting = tables
  while (waiting.length > 0) {
    const blocked: string[] = []
    for (const table of waiting) {
      for (;;) {
        signal.throwIfAborted()
        const removed = await removeSome(db, workspaceId, table)
        if (removed === null) blocked.push(table)
        else done += removed
        progress({ done, total: Math.max(total, done) })
        if (removed === null || removed < chunk) break
      }
    }
    // The rest is tied to what goes with the workspace itself.
    if (blocked.length === waiting.length) return
    waiting = blocked
  }
}

async function removeSome(db: Db, workspaceId: string, table: string): Promise<number | null> {
  const { rows } = await sql<{ removed: number | null }>`
    select delete_workspace_rows(${workspaceId}, ${table}, ${chunk}) as removed`.execute(db)
  return rows[0]?.removed ?? null
}

async function countRows(db: Db, workspaceId: string, tables: string[]): Promise<number> {
  let count = 0
  for (const table of tables) {
    const { rows } = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(tx),
    )
    count += rows[0]?.n ?? 0
  }
  return count
}

async function removeAnalytics(ch: Clickhouse, workspaceId: string): Promise<void> {
  const workspace = ch.forWorkspace(workspaceId)
  const tables = await workspace.query<{ name: string }>(
    `SELECT DISTINCT t.name AS name FROM system.tables t JOIN system.columns c ON c.database = t.database AND c.table = t.name
     WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND c.name = 'workspace_id'
       AND {workspace_id:UUID} IS NOT NULL ORDER BY name`,
  )
  for (const { name } of tables) {
    const [found] = await workspace.query<{ n: number }>(
      `SELECT count() AS n FROM ${name} WHERE workspace_id = {workspace_id:UUID}`,
    )
    // A mutation, not a lightweight DELETE, which would only hide the rows until the next merge.
    if (Number(found?.n ?? 0) > 0) {
      await workspace.command(
        `ALTER TABLE ${name} DELETE WHERE workspace_id = {workspace_id:UUID} SETTINGS mutations_sync = 1`,
      )
    }
  }
}
