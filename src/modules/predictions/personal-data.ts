import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[]; numbers: number[] }

/** What is foretold of a person, to be handed to them or to be forgotten in both engines. */
export function predictionsPersonalData(ch: Clickhouse) {
  return {
    async export(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> {
      const { rows } = await sql<{ row: unknown }>`
        select to_jsonb(s) - 'workspace_id' - 'customer_id' - 'version_id' - 'value_band' as row from customer_scores s
        where s.workspace_id = ${workspaceId} and s.customer_id = any(${customerIds}::uuid[])`.execute(tx)
      return { predictions: rows.map(({ row }) => row) }
    },
    async erase(tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> {
      const gone = await sql`delete from customer_scores
        where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
      return { predictions: Number(gone.numAffectedRows ?? 0) }
    },
    async sweep({ workspaceId, numbers }: Subject): Promise<void> {
      await ch.forWorkspace(workspaceId).command(
        `ALTER TABLE customer_scores DELETE WHERE workspace_id = {workspace_id:UUID} AND customer IN {numbers:Array(UInt32)}
           SETTINGS mutations_sync = 2`,
        { numbers },
      )
    },
  }
}
