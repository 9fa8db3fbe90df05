import { sql } from 'kysely'
import type { CustomerDetail } from '#contract/customers'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { getShop } from './as-of.ts'
import { customerColumns, type StoredCustomer, toCustomerRow } from './customer-columns.ts'
import { lifecycleOf } from './lifecycle.ts'
import { readScores } from './scores/read-scores.ts'

type Stored = StoredCustomer & {
  traits: Record<string, unknown>
  firstSeenAt: Date
  lastSeenAt: Date
  refundedMinor: number
  costMinor: number | null
  firstVisitOn: string | null
  cameBackOn: string | null
}

/** Everything known of one customer. The id of one who was joined to another leads to who remains. Throws not_found. */
export async function getCustomer(
  deps: { db: Db; clock: Clock; silenceDays: (workspaceId: string) => Promise<number> },
  workspaceId: string,
  customerId: string,
): Promise<CustomerDetail> {
  const silenceDays = await deps.silenceDays(workspaceId)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const shop = await getShop(tx, deps.clock, workspaceId)
    const id = await resolveCustomer(tx, workspaceId, customerId)
    const found =
      await sql<Stored>`select ${customerColumns}, c.traits, c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt",
        m.refunded_minor as "refundedMinor", m.cost_minor as "costMinor", m.first_visit_on as "firstVisitOn", m.came_back_on as "cameBackOn"
      from customers c join customer_measures m using (workspace_id, customer_id)
      where c.workspace_id = ${workspaceId} and c.customer_id = ${id}`.execute(tx)
    const [stored] = found.rows
    if (!stored) throw customerNotFound()
    const { traits, firstSeenAt, lastSeenAt, refundedMinor, costMinor, firstVisitOn, cameBackOn, ...listed } = stored
    const row = toCustomerRow(listed, shop.asOf)
    return {
      ...row,
      traits,
      identities: await listIdentities(tx, workspaceId, id),
      firstSeenAt: firstSeenAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      refundedMinor,
      costMinor,
      firstVisitOn,
      lastVisitOn: listed.lastVisitOn,
      currency: shop.currency,
      asOf: shop.asOf,
      lifecycle: lifecycleOf(
        { ...row, firstVisitOn, lastVisitOn: listed.lastVisitOn, cameBackOn },
        shop.asOf,
        silenceDays,
      ),
      mergedFrom: await listMerged(tx, workspaceId, id),
      scores: (await readScores(tx, workspaceId, [id])).get(id) ?? null,
    }
  })
}

/** Follows a join to who remains. Throws not_found for an id that this workspace never had. */
export async function resolveCustomer(tx: Tx, workspaceId: string, customerId: string): Promise<string> {
  const found = await sql<{ id: string }>`select coalesce(merged_into, customer_id) as id from customers
    where workspace_id = ${workspaceId} and customer_id = ${customerId} and erased_at is null`.execute(tx)
  const [row] = found.rows
  if (!row) throw customerNotFound()
  return row.id
}

export async function listMerged(tx: Tx, workspaceId: string, customerId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`select customer_id as id from customers
    where workspace_id = ${workspaceId} and merged_into = ${customerId} order by customer_id`.execute(tx)
  return found.rows.map((row) => row.id)
}

async function listIdentities(
  tx: Tx,
  workspaceId: string,
  customerId: string,
): Promise<{ kind: string; value: string }[]> {
  const found = await sql<{ kind: string; value: string }>`select kind, value from customer_identities
    where workspace_id = ${workspaceId} and customer_id = ${customerId} order by kind, value limit 100`.execute(tx)
  return found.rows
}

export function customerNotFound(): DomainError {
  return new DomainError('not_found', 'customer_not_found', 'There is no such customer.')
}
