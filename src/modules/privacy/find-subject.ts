import { sql } from 'kysely'
import { customerFamily } from '#modules/customers'
import { importsOf } from '#modules/events'
import type { Tx } from '#platform/postgres'
import type { Identity, Subject } from './personal-data.ts'

/** Everything by which one person is known, joined profiles included. Throws not_found. */
export async function findSubject(tx: Tx, workspaceId: string, customerId: string): Promise<Subject> {
  const customerIds = await customerFamily(tx, workspaceId, customerId)
  const { rows: people } = await sql<{ number: number }>`select number from customers
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  const { rows: identities } = await sql<Identity>`select kind, value from customer_identities
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return {
    workspaceId,
    customerIds,
    numbers: people.map(({ number }) => number),
    identities,
    importIds: await importsOf(tx, workspaceId, customerIds),
  }
}
