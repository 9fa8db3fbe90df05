import { sql } from 'kysely'
import type { CampaignDefinition } from '#contract/campaigns'
import { audienceSql } from '#modules/segments'
import type { Tx } from '#platform/postgres'

type Asked = Pick<CampaignDefinition, 'audience' | 'exclude'>

/** Who would be written down now: a subquery of (customer_id). */
export const peopleSql = (workspaceId: string, { audience, exclude }: Asked) =>
  audienceSql(workspaceId, { anyOf: audience, noneOf: exclude })

export async function countAudience(tx: Tx, workspaceId: string, asked: Asked): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from (${peopleSql(workspaceId, asked)}) a`.execute(
    tx,
  )
  return found.rows[0]?.n ?? 0
}
