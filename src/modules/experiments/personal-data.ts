import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** Which experiments a person was in. Whoever is erased is taken out of every result. */
export function experimentsPersonalData(ch: Clickhouse) {
  return {
    export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
      const { rows } = await sql`select e.name as experiment, e.arms -> m.arm::int ->> 'name' as variant, m.entered_at
        from experiment_members m join experiments e using (workspace_id, experiment_id)
        where m.workspace_id = ${workspaceId} and m.customer_id = any(${customerIds}::uuid[]) order by m.entered_at`.execute(
        tx,
      )
      return { experiments: rows }
    },
    erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
      const gone = await sql`delete from experiment_members
        where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
      return { experiment_members: Number(gone.numAffectedRows ?? 0) }
    },
    sweep: async ({ workspaceId, customerIds }: Subject): Promise<void> =>
      await ch
        .forWorkspace(workspaceId)
        .command(
          'ALTER TABLE experiment_members DELETE WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {customerIds:Array(UUID)} SETTINGS mutations_sync = 2',
          { customerIds },
        ),
  }
}
