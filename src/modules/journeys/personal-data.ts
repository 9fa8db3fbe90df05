import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** The journeys somebody was on, and what the events that began them told. */
export const journeysPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const { rows } =
      await sql`select j.name as journey, r.run_key as key, r.data, r.status, r.reason, r.node_id as step,
        r.entered_at, r.goal_at, r.ended_at,
        (select coalesce(jsonb_agg(jsonb_build_object('step', s.node_id, 'outcome', s.outcome, 'at', s.at) order by s.step), '[]')
          from journey_steps s where s.workspace_id = r.workspace_id and s.run_id = r.run_id) as steps
      from journey_runs r join journeys j using (workspace_id, journey_id)
      where r.workspace_id = ${workspaceId} and r.customer_id = any(${customerIds}::uuid[]) order by r.entered_at`.execute(
        tx,
      )
    return { journeys: rows }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const removed = await sql`delete from journey_runs where workspace_id = ${workspaceId}
      and customer_id = any(${customerIds}::uuid[])`.execute(tx)
    return { journeys: Number(removed.numAffectedRows ?? 0) }
  },
}
