import { sql } from 'kysely'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { ExperimentsDeps } from './experiments-deps.ts'

const atOnce = 20_000

type Deps = Pick<ExperimentsDeps, 'db' | 'ch'>

/**
 * Tells ClickHouse who entered, as far as it does not know; whom somebody else is telling just now are waited for, so that what is
 * counted next counts everybody. Members whose telling broke off are told again, which changes nothing.
 */
export async function tellMembers(deps: Deps, workspaceId: string, experimentId: string): Promise<void> {
  while (await tellSome(deps, workspaceId, experimentId));
}

/** Whether ClickHouse knew fewer than it was told, as a new one does: then it is told everything anew. */
export async function retellMembers(deps: Deps, workspaceId: string, experimentId: string): Promise<boolean> {
  const [known, told] = await Promise.all([
    countKnown(deps, workspaceId, experimentId),
    countTold(deps, workspaceId, experimentId),
  ])
  if (known >= told) return false
  await inWorkspace(deps.db, workspaceId, (tx) =>
    sql`update experiment_members set told = false where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(
      tx,
    ),
  )
  await tellMembers(deps, workspaceId, experimentId)
  return true
}

type Row = { customer_id: string; customer: number; arm: number; at: Date }

/** Whether there may be more. */
async function tellSome({ db, ch }: Deps, workspaceId: string, experimentId: string): Promise<boolean> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql<Row>`select m.customer_id, c.number as customer, m.arm, m.entered_at as at
      from (select customer_id, arm, entered_at from experiment_members
        where workspace_id = ${workspaceId} and experiment_id = ${experimentId} and not told
        order by customer_id limit ${atOnce} for update) m
      join customers c on c.workspace_id = ${workspaceId} and c.customer_id = m.customer_id`.execute(tx)
    if (found.rows.length === 0) return false
    await ch.insert(
      'experiment_members',
      found.rows.map(({ at, ...row }) => ({
        workspace_id: workspaceId,
        experiment_id: experimentId,
        ...row,
        entered_at: at.toISOString().slice(0, 23),
      })),
      { token: newId() },
    )
    await sql`update experiment_members set told = true where workspace_id = ${workspaceId} and experiment_id = ${experimentId}
      and customer_id = any(${found.rows.map((row) => row.customer_id)}::uuid[])`.execute(tx)
    return found.rows.length === atOnce
  })
}

async function countKnown({ ch }: Deps, workspaceId: string, experimentId: string): Promise<number> {
  const [row] = await ch.forWorkspace(workspaceId).query<{ n: number }>(
    `SELECT count() AS n FROM experiment_members
    WHERE workspace_id = {workspace_id:UUID} AND experiment_id = {experiment:UUID}`,
    { experiment: experimentId },
  )
  return Number(row?.n ?? 0)
}

async function countTold({ db }: Deps, workspaceId: string, experimentId: string): Promise<number> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from experiment_members
      where workspace_id = ${workspaceId} and experiment_id = ${experimentId} and told`.execute(tx),
  )
  return found.rows[0]?.n ?? 0
}
