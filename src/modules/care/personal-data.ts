import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

const exported = {
  notes: 'customer_notes',
  important_dates: 'customer_dates',
  preferences: 'customer_preferences',
  attachments: 'customer_attachments',
  consents: 'consent_entries',
}
const tables = Object.entries({ ...exported, presence: 'customer_presence' })

/**
 * What this module keeps of people. `customerIds` are all ids of one person (customerFamily). After `erase` has committed,
 * `sweepAttachments` removes the files at once; the worker does so within minutes.
 */
export const personalData = {
  async export(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {}
    for (const [name, table] of Object.entries(exported)) {
      const rows = await sql<{ row: unknown }>`
        select to_jsonb(t) - 'workspace_id' - 'author_id' as row from ${sql.table(table)} t
        where t.workspace_id = ${workspaceId} and t.customer_id = any(${customerIds}::uuid[])`.execute(tx)
      found[name] = rows.rows.map(({ row }) => row)
    }
    return found
  },
  /** Paths are below the data directory. */
  async files(tx: Tx, workspaceId: string, customerIds: string[]): Promise<{ name: string; path: string }[]> {
    const { rows } = await sql<{ name: string; path: string }>`select file_name as name, path from customer_attachments
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) order by created_at`.execute(tx)
    return rows
  },
  async erase(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, number>> {
    await sql`insert into attachment_leftovers (workspace_id, path) select workspace_id, path from customer_attachments
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) on conflict do nothing`.execute(
      tx,
    )
    const removed: Record<string, number> = {}
    for (const [kind, table] of tables) {
      const gone = await sql`delete from ${sql.table(table)}
        where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
      if (kind !== 'presence') removed[kind] = Number(gone.numAffectedRows ?? 0)
    }
    return removed
  },
}
