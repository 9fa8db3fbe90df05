import { sql } from 'kysely'
import type {
  Experiment,
  ExperimentArm,
  ExperimentAudience,
  ExperimentGoal,
  ExperimentStatus,
} from '#contract/experiments'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

export type StoredExperiment = {
  experimentId: string
  name: string
  hypothesis: string
  audience: ExperimentAudience
  arms: ExperimentArm[]
  goal: ExperimentGoal
  guardrails: Experiment['guardrails']
  plan: Experiment['plan']
  test: Experiment['test']
  historyDays: number
  salt: string
  status: ExperimentStatus
  intake: Experiment['intake']
  intakeAfter: string | null
  intakeSeen: number
  extended: boolean
  startedAt: Date | null
  endsAt: Date | null
  stoppedAt: Date | null
  winner: string | null
  decisionNote: string | null
  decidedAt: Date | null
  actorKind: 'person' | 'key' | 'system'
  actorId: string | null
  createdAt: Date
}

const columns = sql`experiment_id as "experimentId", name, hypothesis, audience, arms, goal, guardrails, plan, test,
  history_days as "historyDays", salt, status, intake, intake_after as "intakeAfter", intake_seen as "intakeSeen", extended,
  started_at as "startedAt", ends_at as "endsAt", stopped_at as "stoppedAt", winner, decision_note as "decisionNote",
  decided_at as "decidedAt", actor_kind as "actorKind", actor_id as "actorId", created_at as "createdAt"`

/** Throws not_found. */
export async function getExperiment(
  tx: Tx,
  workspaceId: string,
  experimentId: string,
  lock: 'none' | 'share' | 'update' = 'none',
): Promise<StoredExperiment> {
  const how = { none: sql``, share: sql`for share`, update: sql`for update` }[lock]
  const found = await sql<StoredExperiment>`select ${columns} from experiments
    where workspace_id = ${workspaceId} and experiment_id = ${experimentId} ${how}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new DomainError('not_found', 'experiment_not_found', 'There is no such experiment.')
  return row
}

export async function findByRequestKey(
  tx: Tx,
  workspaceId: string,
  key: string,
): Promise<StoredExperiment | undefined> {
  const found = await sql<StoredExperiment>`select ${columns} from experiments
    where workspace_id = ${workspaceId} and request_key = ${key}`.execute(tx)
  return found.rows[0]
}

export async function listExperiments(tx: Tx, workspaceId: string): Promise<StoredExperiment[]> {
  const found = await sql<StoredExperiment>`select ${columns} from experiments where workspace_id = ${workspaceId}
    order by created_at desc, experiment_id desc limit 500`.execute(tx)
  return found.rows
}

export type Settings = Pick<
  StoredExperiment,
  'name' | 'hypothesis' | 'audience' | 'arms' | 'goal' | 'guardrails' | 'plan' | 'test' | 'historyDays'
>

export async function insertExperiment(
  tx: Tx,
  workspaceId: string,
  row: Settings &
    Pick<StoredExperiment, 'experimentId' | 'salt' | 'actorKind' | 'actorId'> & { requestKey: string | null },
  now: Temporal.Instant,
): Promise<void> {
  await sql`insert into experiments (workspace_id, experiment_id, name, hypothesis, audience, arms, goal, guardrails, plan, test,
      history_days, salt, request_key, actor_kind, actor_id, created_at, updated_at)
    values (${workspaceId}, ${row.experimentId}, ${row.name}, ${row.hypothesis}, ${json(row.audience)}, ${json(row.arms)},
      ${json(row.goal)}, ${json(row.guardrails)}, ${json(row.plan)}, ${row.test}, ${row.historyDays}, ${row.salt},
      ${row.requestKey}, ${row.actorKind}, ${row.actorId}, ${now.toString()}, ${now.toString()})`.execute(tx)
}

export async function saveSettings(
  tx: Tx,
  workspaceId: string,
  experimentId: string,
  row: Settings,
  now: Temporal.Instant,
): Promise<void> {
  await sql`update experiments set name = ${row.name}, hypothesis = ${row.hypothesis}, audience = ${json(row.audience)},
      arms = ${json(row.arms)}, goal = ${json(row.goal)}, guardrails = ${json(row.guardrails)}, plan = ${json(row.plan)},
      test = ${row.test}, history_days = ${row.historyDays}, updated_at = ${now.toString()}
    where workspace_id = ${workspaceId} and experiment_id = ${experimentId}`.execute(tx)
}

export async function countEntered(
  tx: Tx,
  workspaceId: string,
  experimentIds: string[],
): Promise<Map<string, { entered: number; untold: number }>> {
  const found = await sql<{
    id: string
    entered: number
    untold: number
  }>`select experiment_id as id, count(*)::int as entered,
      count(*) filter (where not told)::int as untold from experiment_members
    where workspace_id = ${workspaceId} and experiment_id = any(${experimentIds}::uuid[]) group by experiment_id`.execute(
    tx,
  )
  return new Map(found.rows.map(({ id, ...counts }) => [id, counts]))
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`
