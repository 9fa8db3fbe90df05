import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { Kept, MergeRow } from './merges.repo.ts'

export type SeparationProblem = {
  reason: 'merge_not_done' | 'customer_gone' | 'newer_merge' | 'joined_since'
  /** the newer one that must be undone first */
  mergeId?: string
}

/**
 * Why two people cannot be separated (any more): undo goes from the newest to the oldest, because a newer join was made of what this
 * one had made. Visitors who came after it and turned out to be them are no hindrance: what they did is told again.
 */
export async function findSeparationProblem(
  tx: Tx,
  workspaceId: string,
  merge: MergeRow,
  kept: Kept | undefined,
): Promise<SeparationProblem | undefined> {
  if ((merge.status !== 'merged' && merge.status !== 'separating') || merge.position === null || !kept)
    return { reason: 'merge_not_done' }
  const rows = await sql<{
    id: string
    mergedInto: string | null
  }>`select customer_id as id, merged_into as "mergedInto" from customers
    where workspace_id = ${workspaceId} and customer_id in (${merge.fromId}, ${merge.intoId})`.execute(tx)
  const from = rows.rows.find((row) => row.id === merge.fromId)
  const into = rows.rows.find((row) => row.id === merge.intoId)
  if (!from || !into || from.mergedInto === null) return { reason: 'customer_gone' }
  const newer = await sql<{ id: string }>`select merge_id as id from customer_merges
    where workspace_id = ${workspaceId} and status in ('merged', 'separating') and position > ${merge.position}
      and (into_id = ${merge.intoId} or from_id = ${merge.intoId}) order by position desc limit 1`.execute(tx)
  const [newest] = newer.rows
  if (newest) return { reason: 'newer_merge', mergeId: newest.id }
  if (from.mergedInto !== merge.intoId || into.mergedInto !== null) return { reason: 'joined_since' }
  const others = [merge.fromId, ...kept.joined.from, ...kept.joined.into]
  const joined = await sql<{ found: boolean }>`select exists (select from customers where workspace_id = ${workspaceId}
    and merged_into = ${merge.intoId} and number < ${kept.nextNumber} and customer_id <> all(${others}::uuid[])) as found`.execute(
    tx,
  )
  return joined.rows[0]?.found ? { reason: 'joined_since' } : undefined
}
