import { sql } from 'kysely'
import type { z } from 'zod'
import type { experimentMembers } from '#contract/experiments'
import { eachRow } from '#platform/cursor'
import { type Db, inWorkspace } from '#platform/postgres'
import { getExperiment } from './experiments.repo.ts'

type Page = z.output<typeof experimentMembers>

/** Who is in which arm, in the order of their ids. Throws not_found. */
export async function listMembers(
  db: Db,
  workspaceId: string,
  experimentId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { arms } = await getExperiment(tx, workspaceId, experimentId)
    const found = await sql<{
      customerId: string
      arm: number
      enteredAt: Date
    }>`select customer_id as "customerId", arm,
        entered_at as "enteredAt" from experiment_members
      where workspace_id = ${workspaceId} and experiment_id = ${experimentId}
        ${cursor === undefined ? sql`` : sql`and customer_id > ${cursor}::uuid`}
      order by customer_id limit ${limit}`.execute(tx)
    const members = found.rows.map(({ arm, enteredAt, ...row }) => ({
      ...row,
      arm: arms[arm]?.key ?? '',
      enteredAt: enteredAt.toISOString(),
    }))
    return { members, nextCursor: members.length === limit ? (members.at(-1)?.customerId ?? null) : null }
  })
}

const atOnce = 5_000

export async function* memberRows(db: Db, workspaceId: string, experimentId: string): AsyncIterable<string[]> {
  const everybody = eachRow(async (cursor) => {
    const { members, nextCursor } = await listMembers(db, workspaceId, experimentId, { cursor, limit: atOnce })
    return { rows: members, next: nextCursor }
  })
  for await (const { customerId, arm, enteredAt } of everybody) yield [customerId, arm, enteredAt]
}
