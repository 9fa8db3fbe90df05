import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** In which campaigns somebody was, and what became of it; the messages themselves are messaging's. */
export const campaignsPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const { rows } = await sql`select c.name as campaign, p.state, p.variant, c.started_at
      from campaign_people p join campaigns c using (workspace_id, campaign_id)
      where p.workspace_id = ${workspaceId} and p.customer_id = any(${customerIds}::uuid[]) order by c.started_at`.execute(
      tx,
    )
    return { campaigns: rows }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const removed = await sql`delete from campaign_people where workspace_id = ${workspaceId}
      and customer_id = any(${customerIds}::uuid[])`.execute(tx)
    return { campaign_people: Number(removed.numAffectedRows ?? 0) }
  },
}
