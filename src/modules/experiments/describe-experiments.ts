import type { Experiment, GoalEvents } from '#contract/experiments'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import { enteredEvent } from './assign.ts'
import { countEntered, type StoredExperiment } from './experiments.repo.ts'
import { getShop } from './shop.ts'

/** As the API shows them; in the order given. */
export async function describeExperiments(
  tx: Tx,
  workspaceId: string,
  rows: StoredExperiment[],
): Promise<Experiment[]> {
  const entered = await countEntered(
    tx,
    workspaceId,
    rows.filter(({ status }) => status !== 'draft').map(({ experimentId }) => experimentId),
  )
  const { currency } = await getShop(tx, workspaceId)
  return rows.map((row) => ({
    experimentId: row.experimentId,
    name: row.name,
    hypothesis: row.hypothesis,
    status: row.status,
    audience: row.audience,
    arms: row.arms,
    goal: row.goal,
    guardrails: row.guardrails,
    test: row.test,
    plan: row.plan,
    historyDays: row.historyDays,
    extended: row.extended,
    intake: row.intake,
    entered: entered.get(row.experimentId)?.entered ?? 0,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    decision:
      row.winner === null || row.decidedAt === null
        ? null
        : { winner: row.winner, note: row.decisionNote ?? '', decidedAt: row.decidedAt.toISOString() },
    currency,
  }))
}

/** What happened to most people, as a goal may be about it. */
export async function listGoalEvents(ch: WorkspaceClickhouse): Promise<GoalEvents> {
  const events = await ch.query<{ event: string; people: number; count: number }>(
    `SELECT event, uniq(customer_id) AS people, count() AS count FROM events
    WHERE workspace_id = {workspace_id:UUID} AND event NOT IN ({entered:String}, 'Identified')
    GROUP BY event ORDER BY people DESC, event LIMIT 100`,
    { entered: enteredEvent },
  )
  return { events }
}
