import { sql } from 'kysely'
import type { BulkChange, BulkEdit, BulkSelection } from '#contract/bulk-edits'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { Traits } from '../profile/merge-traits.ts'

export type BulkRow = Omit<BulkEdit, 'createdAt' | 'finishedAt' | 'undoneAt'> & {
  selection: BulkSelection
  collected: boolean
  actorKind: 'person' | 'key' | 'system'
  actorId: string | null
  createdAt: Date
  finishedAt: Date | null
  undoneAt: Date | null
}

/** What stood there before a bulk edit changed it, and the event time of what it wrote. */
export type Before = { traits: Traits; at: number }

const columns = sql`bulk_edit_id as "bulkEditId", change, selection, status, collected, total, changed, restored, kept,
  actor_kind as "actorKind", actor_id as "actorId", created_at as "createdAt", finished_at as "finishedAt", undone_at as "undoneAt"`

/** Throws not_found. */
export async function getBulkEdit(tx: Tx, workspaceId: string, id: string, lock = false): Promise<BulkRow> {
  const found = await sql<BulkRow>`select ${columns} from bulk_edits
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id} ${lock ? sql`for update` : sql``}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'bulk_edit_not_found', 'There is no such bulk edit.')
  return row
}

export async function findByRequestKey(tx: Tx, workspaceId: string, key: string): Promise<BulkRow | undefined> {
  const found = await sql<BulkRow>`select ${columns} from bulk_edits
    where workspace_id = ${workspaceId} and request_key = ${key}`.execute(tx)
  return found.rows[0]
}

export async function listBulkEdits(tx: Tx, workspaceId: string): Promise<BulkRow[]> {
  const found = await sql<BulkRow>`select ${columns} from bulk_edits where workspace_id = ${workspaceId}
    order by created_at desc, bulk_edit_id desc limit 50`.execute(tx)
  return found.rows
}

export async function insertBulkEdit(
  tx: Tx,
  workspaceId: string,
  row: {
    bulkEditId: string
    change: BulkChange
    selection: BulkSelection
    requestKey: string | null
    actorKind: string
    actorId: string | null
  },
  at: Temporal.Instant,
): Promise<void> {
  await sql`insert into bulk_edits (workspace_id, bulk_edit_id, change, selection, status, request_key, actor_kind, actor_id, created_at)
    values (${workspaceId}, ${row.bulkEditId}, ${JSON.stringify(row.change)}::jsonb, ${JSON.stringify(row.selection)}::jsonb, 'queued',
      ${row.requestKey}, ${row.actorKind}, ${row.actorId}, ${at.toString()})`.execute(tx)
}

export async function addCustomers(tx: Tx, workspaceId: string, id: string, customerIds: string[]): Promise<void> {
  await sql`insert into bulk_edit_customers (workspace_id, bulk_edit_id, customer_id)
    select distinct ${workspaceId}::uuid, ${id}::uuid, coalesce(c.merged_into, c.customer_id) from customers c
    where c.workspace_id = ${workspaceId} and c.customer_id = any(${customerIds}::uuid[]) on conflict do nothing`.execute(
    tx,
  )
}

export async function setCollected(tx: Tx, workspaceId: string, id: string): Promise<number> {
  const done = await sql<{ total: number }>`update bulk_edits set collected = true, status = 'running',
      total = (select count(*) from bulk_edit_customers where workspace_id = ${workspaceId} and bulk_edit_id = ${id})
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id} returning total`.execute(tx)
  return done.rows[0]?.total ?? 0
}

export type BulkCustomer = { customerId: string; before: Before | null }

/** The next customers in this state, locked; in the order of their ids. */
export async function nextCustomers(
  tx: Tx,
  workspaceId: string,
  id: string,
  state: 'waiting' | 'told',
  limit: number,
): Promise<BulkCustomer[]> {
  const found = await sql<BulkCustomer>`select customer_id as "customerId", before from bulk_edit_customers
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id} and state = ${state}
    order by customer_id limit ${limit} for update`.execute(tx)
  return found.rows
}

export async function setState(
  tx: Tx,
  workspaceId: string,
  id: string,
  customerIds: string[],
  state: 'told' | 'undone',
): Promise<void> {
  await sql`update bulk_edit_customers set state = ${state} where workspace_id = ${workspaceId} and bulk_edit_id = ${id}
    and customer_id = any(${customerIds}::uuid[])`.execute(tx)
}

export async function countStates(tx: Tx, workspaceId: string, id: string): Promise<{ told: number; undone: number }> {
  const found = await sql<{
    told: number
    undone: number
  }>`select count(*) filter (where state <> 'waiting')::int as told,
      count(*) filter (where state = 'undone')::int as undone
    from bulk_edit_customers where workspace_id = ${workspaceId} and bulk_edit_id = ${id}`.execute(tx)
  return found.rows[0] ?? { told: 0, undone: 0 }
}

export async function finishBulkEdit(tx: Tx, workspaceId: string, id: string, at: Temporal.Instant): Promise<void> {
  await sql`update bulk_edits set status = 'done', finished_at = ${at.toString()},
      changed = (select count(*) from bulk_edit_customers where workspace_id = ${workspaceId} and bulk_edit_id = ${id} and before is not null)
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id} and status in ('queued', 'running')`.execute(tx)
}

export async function addUndone(
  tx: Tx,
  workspaceId: string,
  id: string,
  restored: number,
  kept: number,
): Promise<void> {
  await sql`update bulk_edits set restored = restored + ${restored}, kept = kept + ${kept}
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id}`.execute(tx)
}

export async function setBulkStatus(
  tx: Tx,
  workspaceId: string,
  id: string,
  status: BulkEdit['status'],
  at?: Temporal.Instant,
): Promise<void> {
  await sql`update bulk_edits set status = ${status}, undone_at = ${at?.toString() ?? null}
    where workspace_id = ${workspaceId} and bulk_edit_id = ${id}`.execute(tx)
}
