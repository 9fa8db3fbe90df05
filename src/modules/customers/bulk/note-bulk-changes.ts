import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres'
import type { HandChange } from '../profile/project-profiles.ts'

const bulkContext = z.object({ bulk_edit_id: z.uuid() })

/** What a bulk edit found, written down at the moment it changed it: whatever happened in between, undo gives back exactly this. */
export async function noteBulkChanges(tx: Tx, workspaceId: string, changes: HandChange[]): Promise<void> {
  const rows = changes.flatMap(({ event, traits }) => {
    const bulk = bulkContext.safeParse(event.body.context)
    if (!bulk.success || event.body.customerId === undefined) return []
    return [{ id: bulk.data.bulk_edit_id, customerId: event.body.customerId, before: { traits, at: event.occurredAt } }]
  })
  if (rows.length === 0) return
  await sql`update bulk_edit_customers b set before = r.before
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, "customerId" uuid, before jsonb)
    where b.workspace_id = ${workspaceId} and b.bulk_edit_id = r.id and b.customer_id = r."customerId" and b.before is null`.execute(
    tx,
  )
}
