import { sql } from 'kysely'
import { customerFamilies } from '#modules/customers'
import { importsOf } from '#modules/events'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { Subject } from './personal-data.ts'

/** Everything by which these people are known, joined profiles included; who is not there (any more) is left out. */
export async function findSubject(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Subject> {
  const people = await customerFamilies(tx, workspaceId, customerIds)
  const ids = people.map(({ id }) => id)
  const { rows: identities } = await sql<Subject['identities'][number]>`
    select i.kind, i.value, coalesce(c.merged_into, c.customer_id) as "customerId"
    from customer_identities i join customers c using (workspace_id, customer_id)
    where i.workspace_id = ${workspaceId} and i.customer_id = any(${ids}::uuid[])`.execute(tx)
  return {
    workspaceId,
    customerIds: ids,
    numbers: people.map(({ number }) => number),
    identities,
    importIds: ids.length === 0 ? [] : await importsOf(tx, workspaceId, ids),
  }
}

/** One person. Throws not_found. */
export async function getSubject(tx: Tx, workspaceId: string, customerId: string): Promise<Subject> {
  const subject = await findSubject(tx, workspaceId, [customerId])
  if (subject.customerIds.length === 0) {
    throw new DomainError('not_found', 'customer_not_found', 'There is no such customer.')
  }
  return subject
}
