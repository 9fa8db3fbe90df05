import { sql } from 'kysely'
import type { CustomerRow } from '#contract/customers'
import { type Db, inWorkspace } from '#platform/postgres'

/** The values of these traits of these customers. */
export async function readTraits(
  db: Db,
  workspaceId: string,
  rows: CustomerRow[],
  traits: string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (traits.length === 0 || rows.length === 0) return new Map()
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ id: string; traits: Record<string, unknown> }>`select customer_id as id,
        (select coalesce(jsonb_object_agg(t.name, c.traits -> t.name) filter (where c.traits ? t.name), '{}')
          from unnest(${traits}::text[]) as t (name)) as traits
      from customers c where workspace_id = ${workspaceId} and customer_id = any(${rows.map((row) => row.customerId)}::uuid[])`.execute(
      tx,
    ),
  )
  return new Map(found.rows.map((row) => [row.id, row.traits]))
}
