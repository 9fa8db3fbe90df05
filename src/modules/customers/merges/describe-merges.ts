import { sql } from 'kysely'
import type { MergeRecord } from '#contract/merges'
import type { Tx } from '#platform/postgres'
import { getKept, type MergeRow } from './merges.repo.ts'
import { findSeparationProblem } from './separation-problem.ts'

/** Merges as people see them: with names, and whether they can be undone. */
export async function describeMerges(tx: Tx, workspaceId: string, merges: MergeRow[]): Promise<MergeRecord[]> {
  const names = await readNames(
    tx,
    workspaceId,
    merges.flatMap((merge) => [merge.fromId, merge.intoId]),
  )
  const described: MergeRecord[] = []
  for (const merge of merges) {
    const kept = merge.status === 'merged' ? await getKept(tx, workspaceId, merge.mergeId) : undefined
    const problem = await findSeparationProblem(tx, workspaceId, merge, kept)
    described.push({
      mergeId: merge.mergeId,
      from: { customerId: merge.fromId, name: names.get(merge.fromId) ?? null },
      into: { customerId: merge.intoId, name: names.get(merge.intoId) ?? null },
      status: merge.status,
      reason: merge.reason,
      by: { kind: merge.actorKind, id: merge.actorId },
      createdAt: merge.createdAt.toISOString(),
      mergedAt: merge.mergedAt?.toISOString() ?? null,
      separatedAt: merge.separatedAt?.toISOString() ?? null,
      undo: { possible: !problem, reason: problem?.reason ?? null, newerMergeId: problem?.mergeId ?? null },
    })
  }
  return described
}

async function readNames(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, string | null>> {
  const found = await sql<{ id: string; name: string | null }>`select customer_id as id,
      coalesce(nullif(name, ''), email, external_id, phone, '#' || number) as name
    from customers where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.id, row.name]))
}
