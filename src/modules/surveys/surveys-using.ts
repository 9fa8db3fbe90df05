import { sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import type { Tx } from '#platform/postgres'

/** Open surveys that are asked with this letter. */
export async function surveysUsing(tx: Tx, workspaceId: string, templateId: string): Promise<InUse[]> {
  const found = await sql<InUse>`select 'survey' as kind, survey_id as id, name from surveys
    where workspace_id = ${workspaceId} and status = 'open' and template_id = ${templateId} order by name`.execute(tx)
  return found.rows
}
