import { sql } from 'kysely'
import { forgetNotifications } from '#modules/notifications'
import type { Tx } from '#platform/postgres'

/** What this module keeps of people. `customerIds` are all ids of one person (customerFamily). */
export const personalData = {
  async export(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> {
    const found = await sql<{ row: unknown }>`
      select to_jsonb(t) - 'workspace_id' - 'owner_id' - 'closed_by' - 'created_by_id' - 'task_key' as row from tasks t
      where t.workspace_id = ${workspaceId} and t.customer_id = any(${customerIds}::uuid[])
      order by t.created_at`.execute(tx)
    return { tasks: found.rows.map(({ row }) => row) }
  },
  /** A title may name the customer, so the whole task goes, and what was told of it. */
  async erase(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, number>> {
    const gone = await sql<{ link: string }>`delete from tasks
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])
      returning '/tasks?task=' || task_id as link`.execute(tx)
    const links = gone.rows.map(({ link }) => link)
    await forgetNotifications(tx, workspaceId, links)
    return { tasks: links.length }
  },
}
