import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { findProfiles } from '../customers.repo.ts'
import { listMerged } from '../get-customer.ts'
import type { Kept } from './merges.repo.ts'

/** What is whose, just before `from` is joined to `into`. */
export async function keepState(tx: Tx, workspaceId: string, from: string, into: string): Promise<Kept> {
  const profile = (await findProfiles(tx, workspaceId, [into])).get(into)
  const found = await sql<{
    first: Date
    last: Date
    next: number
  }>`select c.first_seen_at as first, c.last_seen_at as last,
      w.next_customer_number as next
    from customers c join workspaces w using (workspace_id)
    where c.workspace_id = ${workspaceId} and c.customer_id = ${into}`.execute(tx)
  const [seen] = found.rows
  if (!profile || !seen) throw new Error('A customer who is being joined to is not there')
  return {
    into: {
      traits: profile.traits,
      traitTimes: profile.traitTimes,
      externalId: profile.externalId,
      firstSeenAt: seen.first.toISOString(),
      lastSeenAt: seen.last.toISOString(),
    },
    identities: { from: await identitiesOf(tx, workspaceId, from), into: await identitiesOf(tx, workspaceId, into) },
    joined: { from: await listMerged(tx, workspaceId, from), into: await listMerged(tx, workspaceId, into) },
    orders: await idsOf(tx, workspaceId, 'orders', from),
    refunds: await idsOf(tx, workspaceId, 'refunds', from),
    nextNumber: seen.next,
  }
}

async function identitiesOf(tx: Tx, workspaceId: string, customerId: string): Promise<[string, string][]> {
  const found = await sql<{ kind: string; value: string }>`select kind, value from customer_identities
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by kind, value`.execute(tx)
  return found.rows.map((row) => [row.kind, row.value])
}

async function idsOf(tx: Tx, workspaceId: string, table: 'orders' | 'refunds', customerId: string): Promise<string[]> {
  const id = sql.ref(table === 'orders' ? 'order_id' : 'refund_id')
  const found = await sql<{ id: string }>`select ${id} as id from ${sql.table(table)}
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by ${id}`.execute(tx)
  return found.rows.map((row) => row.id)
}
