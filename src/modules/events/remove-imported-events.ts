import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** Whose events an import brought; those of them who have other events too are `staying`. Call before `removeImportedEvents`. */
export async function removeImportedEvents(
  tx: Tx,
  workspaceId: string,
  importId: string,
): Promise<{ touched: string[]; staying: string[] }> {
  const found = await sql<{ id: string; staying: boolean }>`
    select p.customer_id as id, bool_or(e.import_id is distinct from ${importId}::uuid) as staying
    from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id), event_log e
    where b.workspace_id = ${workspaceId} and e.workspace_id = ${workspaceId} and e.position = p.position
    group by p.customer_id having bool_or(e.import_id = ${importId}::uuid)`.execute(tx)
  await sql`delete from event_log where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
  return {
    touched: found.rows.map((row) => row.id),
    staying: found.rows.filter((row) => row.staying).map((row) => row.id),
  }
}
