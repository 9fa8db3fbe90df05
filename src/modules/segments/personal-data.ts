import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** The segments somebody is or was put in. */
export const segmentsPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const { rows } = await sql`select s.name as segment, m.entered_at as since from segment_members m
      join segments s using (workspace_id, segment_id)
      where m.workspace_id = ${workspaceId} and m.customer_id = any(${customerIds}::uuid[]) order by s.name`.execute(tx)
    return { segments: rows }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const whose = sql`workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`
    await sql`update segments s set members = members - gone.people
      from (select segment_id, count(*)::int as people from segment_members where ${whose} group by segment_id) gone
      where s.workspace_id = ${workspaceId} and s.segment_id = gone.segment_id`.execute(tx)
    for (const table of ['segment_lists', 'segment_wakes'])
      await sql`delete from ${sql.table(table)} where ${whose}`.execute(tx)
    const removed = await sql`delete from segment_members where ${whose}`.execute(tx)
    return { segments: Number(removed.numAffectedRows ?? 0) }
  },
}
