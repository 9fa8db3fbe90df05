import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** One person's way through a journey. Moments are ISO texts. */
export type Run = {
  runId: string
  journeyId: string
  version: number
  customerId: string
  key: string
  entryKey: string
  data: Record<string, unknown>
  status: 'active' | 'finished' | 'left' | 'failed' | 'control'
  reason: string | null
  nodeId: string | null
  wakeAt: string | null
  waits: boolean
  happened: boolean
  since: string
  early: Record<string, string>
  /** at a branch: up to which batch of events ClickHouse must have been told before it is asked */
  awaitsBatch: number | null
  steps: number
  tries: number
  fence: number
  enteredAt: string
  goalAt: string | null
  endedAt: string | null
}

export type Step = { runId: string; step: number; journeyId: string; nodeId: string; outcome: string; detail: unknown }

const iso = (column: string): RawBuilder<string> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

export const runColumns = sql`r.run_id as "runId", r.journey_id as "journeyId", r.version, r.customer_id as "customerId", r.run_key as key,
  r.entry_key as "entryKey", r.data, r.status, r.reason, r.node_id as "nodeId", ${iso('r.wake_at')} as "wakeAt", r.waits, r.happened,
  ${iso('r.since')} as since, r.early, r.awaits_batch as "awaitsBatch", r.steps, r.tries, r.fence, ${iso('r.entered_at')} as "enteredAt",
  ${iso('r.goal_at')} as "goalAt", ${iso('r.ended_at')} as "endedAt"`

/** Locked in one order for everybody; who is at one of them is refused by the higher fence afterwards. */
export async function lockRunsOf(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  since: Temporal.Instant,
): Promise<Run[]> {
  const found = await sql<Run>`select ${runColumns} from journey_runs r
    where r.workspace_id = ${workspaceId} and r.customer_id = any(${customerIds}::uuid[])
      and (r.status = 'active' or r.goal_at is null and r.entered_at > ${since.toString()} and r.status <> 'failed')
    order by r.run_id for update`.execute(tx)
  return found.rows
}

/** Writes what changed; `fence` as it is in the run, and nobody works on it any more. */
export async function saveRuns(tx: Tx, workspaceId: string, runs: Run[]): Promise<void> {
  if (runs.length === 0) return
  await sql`update journey_runs r set status = n.status, reason = n.reason, node_id = n."nodeId", wake_at = n."wakeAt", waits = n.waits,
      happened = n.happened, since = n.since, early = n.early, awaits_batch = n."awaitsBatch", steps = n.steps, tries = n.tries, fence = n.fence,
      goal_at = n."goalAt", ended_at = n."endedAt", leased_until = null
    from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as n ("runId" uuid, status text, reason text, "nodeId" text,
      "wakeAt" timestamptz, waits boolean, happened boolean, since timestamptz, early jsonb, "awaitsBatch" bigint, steps int, tries int, fence int,
      "goalAt" timestamptz, "endedAt" timestamptz)
    where r.workspace_id = ${workspaceId} and r.run_id = n."runId"`.execute(tx)
}

/** Those that were added; who is on the same way already, or began by the very same thing, is left out. */
export async function insertRuns(tx: Tx, workspaceId: string, runs: Run[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set()
  const found = await sql<{
    runId: string
  }>`insert into journey_runs (workspace_id, run_id, journey_id, version, customer_id, run_key,
      entry_key, data, status, reason, node_id, wake_at, since, entered_at, ended_at)
    select ${workspaceId}, n."runId", n."journeyId", n.version, n."customerId", n.key, n."entryKey", n.data, n.status, n.reason,
      n."nodeId", n."wakeAt", n.since, n."enteredAt", n."endedAt"
    from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as n ("runId" uuid, "journeyId" uuid, version int, "customerId" uuid,
      key text, "entryKey" text, data jsonb, status text, reason text, "nodeId" text, "wakeAt" timestamptz, since timestamptz,
      "enteredAt" timestamptz, "endedAt" timestamptz)
    on conflict do nothing returning run_id as "runId"`.execute(tx)
  return new Set(found.rows.map(({ runId }) => runId))
}

export async function insertSteps(tx: Tx, workspaceId: string, steps: Step[], at: Temporal.Instant): Promise<void> {
  if (steps.length === 0) return
  await sql`insert into journey_steps (workspace_id, run_id, step, journey_id, node_id, outcome, detail, at)
    select ${workspaceId}, n."runId", n.step, n."journeyId", n."nodeId", n.outcome, n.detail, ${at.toString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as n ("runId" uuid, step int, "journeyId" uuid, "nodeId" text,
      outcome text, detail jsonb)`.execute(tx)
}

export function endRun(run: Run, status: 'finished' | 'left' | 'failed', reason: string | null, at: string): void {
  run.status = status
  run.reason = reason
  run.endedAt = at
  run.wakeAt = null
  run.waits = false
}
