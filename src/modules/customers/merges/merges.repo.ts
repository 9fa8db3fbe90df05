import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { Traits, TraitTimes } from '../profile/merge-traits.ts'

export type MergeStatus = 'pending' | 'merged' | 'failed' | 'separating' | 'separated'

/** What was whose before two people were joined. The row of the one who was joined stays as it was, so only the other's is here. */
export type Kept = {
  into: {
    traits: Traits
    traitTimes: TraitTimes
    externalId: string | null
    firstSeenAt: string
    lastSeenAt: string
  }
  /** [kind, value] */
  identities: { from: [string, string][]; into: [string, string][] }
  /** joined to them before */
  joined: { from: string[]; into: string[] }
  orders: string[]
  refunds: string[]
  /** customers with this number or a higher one came later */
  nextNumber: number
}

export type MergeRow = {
  mergeId: string
  fromId: string
  intoId: string
  status: MergeStatus
  reason: string | null
  actorKind: 'person' | 'key' | 'system'
  actorId: string | null
  createdAt: Date
  mergedAt: Date | null
  separatedAt: Date | null
  position: number | null
}

const columns = sql`merge_id as "mergeId", from_id as "fromId", into_id as "intoId", status, reason, actor_kind as "actorKind",
  actor_id as "actorId", created_at as "createdAt", merged_at as "mergedAt", separated_at as "separatedAt", position`

export async function findMerge(
  tx: Tx,
  workspaceId: string,
  mergeId: string,
  lock = false,
): Promise<MergeRow | undefined> {
  const found = await sql<MergeRow>`select ${columns} from customer_merges
    where workspace_id = ${workspaceId} and merge_id = ${mergeId} ${lock ? sql`for update` : sql``}`.execute(tx)
  return found.rows[0]
}

export async function getKept(tx: Tx, workspaceId: string, mergeId: string): Promise<Kept | undefined> {
  const found = await sql<{ kept: Kept | null }>`select kept from customer_merges
    where workspace_id = ${workspaceId} and merge_id = ${mergeId}`.execute(tx)
  return found.rows[0]?.kept ?? undefined
}

export async function listMerges(
  tx: Tx,
  workspaceId: string,
  { customerIds, limit }: { customerIds?: string[]; limit: number },
): Promise<MergeRow[]> {
  const of = customerIds
    ? sql`and (from_id = any(${customerIds}::uuid[]) or into_id = any(${customerIds}::uuid[]))`
    : sql``
  const found = await sql<MergeRow>`select ${columns} from customer_merges
    where workspace_id = ${workspaceId} ${of} order by created_at desc, merge_id desc limit ${limit}`.execute(tx)
  return found.rows
}

export async function insertMerge(
  tx: Tx,
  workspaceId: string,
  merge: Pick<MergeRow, 'mergeId' | 'fromId' | 'intoId' | 'actorKind' | 'actorId'>,
  at: Temporal.Instant,
): Promise<void> {
  await sql`insert into customer_merges (workspace_id, merge_id, from_id, into_id, actor_kind, actor_id, created_at)
    values (${workspaceId}, ${merge.mergeId}, ${merge.fromId}, ${merge.intoId}, ${merge.actorKind}, ${merge.actorId}, ${at.toString()})`.execute(
    tx,
  )
}

export async function setMergeStatus(
  tx: Tx,
  workspaceId: string,
  mergeId: string,
  status: MergeStatus,
  reason: string | null = null,
): Promise<void> {
  await sql`update customer_merges set status = ${status}, reason = ${reason}
    where workspace_id = ${workspaceId} and merge_id = ${mergeId}`.execute(tx)
}

export async function saveMerged(
  tx: Tx,
  workspaceId: string,
  mergeId: string,
  done: { intoId: string; position: number; at: number; kept: Kept },
): Promise<void> {
  await sql`update customer_merges set status = 'merged', reason = null, into_id = ${done.intoId}, position = ${done.position},
      merged_at = ${new Date(done.at).toISOString()}, kept = ${JSON.stringify(done.kept)}::jsonb
    where workspace_id = ${workspaceId} and merge_id = ${mergeId}`.execute(tx)
}

/** What was kept is no longer needed, and personal. */
export async function saveSeparated(tx: Tx, workspaceId: string, mergeId: string, at: number): Promise<void> {
  await sql`update customer_merges set status = 'separated', reason = null, separated_at = ${new Date(at).toISOString()}, kept = null
    where workspace_id = ${workspaceId} and merge_id = ${mergeId}`.execute(tx)
}
