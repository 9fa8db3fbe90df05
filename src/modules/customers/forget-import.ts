import { sql } from 'kysely'
import { removeImportedEvents } from '#modules/events'
import type { Tx } from '#platform/postgres'
import { recountMeasures, saveMeasures } from './orders/measures.repo.ts'

/**
 * Takes an import back: its events, orders and refunds, and the customers nobody else knows of. Measures of those who stay are
 * counted anew; traits that only the import told of them stay. ClickHouse must be rebuilt afterwards. Idempotent.
 */
export async function forgetImport(
  tx: Tx,
  workspaceId: string,
  importId: string,
): Promise<{ customersRemoved: number; customersStaying: number }> {
  const { touched, staying } = await removeImportedEvents(tx, workspaceId, importId)
  await sql`delete from orders where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
  await sql`delete from refunds where workspace_id = ${workspaceId} and import_id = ${importId}`.execute(tx)
  const kept = new Set(staying)
  const gone = touched.filter((id) => !kept.has(id))
  const removed = await sql<{ id: string }>`delete from customers where workspace_id = ${workspaceId}
    and (customer_id = any(${gone}::uuid[]) or merged_into = any(${gone}::uuid[])) returning customer_id as id`.execute(
    tx,
  )
  const ids = removed.rows.map((row) => row.id)
  for (const table of ['customer_identities', 'customer_measures', 'orders', 'refunds']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[])`.execute(
      tx,
    )
  }
  const currency = await sql<{
    currency: string
  }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  await saveMeasures(
    tx,
    workspaceId,
    await recountMeasures(tx, workspaceId, staying, currency.rows[0]?.currency ?? 'EUR'),
  )
  return { customersRemoved: removed.rows.length, customersStaying: staying.length }
}
