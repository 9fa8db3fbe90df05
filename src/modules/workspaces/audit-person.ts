import { sql } from 'kysely'
import { type AuditActor, type AuditEntry, recordAudit } from '#modules/audit'
import type { Tx } from '#platform/postgres'

/**
 * A change to how a person signs in concerns every workspace they belong to: an entry in each. Call it last in the
 * transaction of the change; it leaves the transaction in the last of those workspaces.
 */
export async function auditPerson(
  tx: Tx,
  personId: string,
  entry: Omit<AuditEntry, 'target'>,
  actor: AuditActor = { kind: 'person', actorId: personId },
): Promise<void> {
  // Always in the same order: two of these at once wait for each other instead of locking each other out.
  const { rows } = await sql<{ id: string }>`
    select workspace_id as id from find_memberships(${personId}) order by workspace_id`.execute(tx)
  for (const { id } of rows) {
    await sql`select set_config('app.workspace_id', ${id}, true)`.execute(tx)
    await recordAudit(tx, id, actor, { ...entry, target: { kind: 'person', id: personId } })
  }
}
