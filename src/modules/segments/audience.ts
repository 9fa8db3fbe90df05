import { type RawBuilder, sql } from 'kysely'
import type { Segment } from '#contract/segments'
import type { Tx } from '#platform/postgres'

export type AudienceOf = { anyOf: string[]; noneOf: string[] }

/** Whoever belongs to any of `anyOf` and to none of `noneOf`, each once: a subquery of (customer_id). */
export function audienceSql(workspaceId: string, { anyOf, noneOf }: AudienceOf): RawBuilder<{ customer_id: string }> {
  const outside =
    noneOf.length === 0
      ? sql``
      : sql`and not exists (select from segment_members x where x.workspace_id = ${workspaceId}
          and x.segment_id = any(${noneOf}::uuid[]) and x.customer_id = m.customer_id)`
  return sql`select distinct m.customer_id from segment_members m
    where m.workspace_id = ${workspaceId} and m.segment_id = any(${anyOf}::uuid[]) ${outside}`
}

/** To which of these segments a customer belongs, as they were last counted; a customer who became another is who they are now. */
export async function segmentsOf(
  tx: Tx,
  workspaceId: string,
  customerId: string,
  segmentIds: string[],
): Promise<Set<string>> {
  const found = await sql<{ segmentId: string }>`select m.segment_id as "segmentId" from segment_members m
    where m.workspace_id = ${workspaceId} and m.segment_id = any(${segmentIds}::uuid[]) and m.customer_id =
      (select coalesce(c.merged_into, c.customer_id) from customers c
        where c.workspace_id = ${workspaceId} and c.customer_id = ${customerId})`.execute(tx)
  return new Set(found.rows.map(({ segmentId }) => segmentId))
}

/** How these segments stand; those that are gone are missing. */
export async function segmentStates(
  tx: Tx,
  workspaceId: string,
  segmentIds: string[],
): Promise<{ segmentId: string; name: string; status: Segment['status'] }[]> {
  const found = await sql<{ segmentId: string; name: string; status: Segment['status'] }>`
    select segment_id as "segmentId", name, status from segments
    where workspace_id = ${workspaceId} and segment_id = any(${segmentIds}::uuid[])`.execute(tx)
  return found.rows
}
