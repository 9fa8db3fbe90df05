import { sql } from 'kysely'
import type { Job, JobKind } from '#contract/jobs'
import type { Tx } from '#platform/postgres'

/** Why a job failed; `details` are what its sentence needs. */
export type JobError = { reason: string; message: string; details?: Record<string, unknown> }

export type JobRow = Omit<Job, 'createdAt' | 'startedAt' | 'finishedAt' | 'canRetry' | 'error'> & {
  error: JobError | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

const columns = sql`j.job_id as "jobId", j.kind, j.subject, j.status, j.done::float8 as done, j.total::float8 as total,
  j.rate as "ratePerSecond", j.seconds_left as "secondsLeft", j.error, j.link, p.name as "startedBy",
  (j.can_cancel and not j.cancel_requested and j.status in ('queued', 'running')) as "canCancel",
  j.created_at as "createdAt", j.started_at as "startedAt", j.finished_at as "finishedAt"`

const tables = sql`jobs j left join people p on p.id = j.person_id`

/** The newest first. */
export async function listJobs(
  tx: Tx,
  workspaceId: string,
  { openOnly, limit }: { openOnly: boolean; limit: number },
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`select ${columns} from ${tables}
    where j.workspace_id = ${workspaceId} and ${openOnly ? sql`j.status in ('queued', 'running')` : sql`true`}
    order by j.created_at desc, j.job_id desc limit ${limit}`.execute(tx)
  return rows
}

export async function findJob(tx: Tx, workspaceId: string, jobId: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`select ${columns} from ${tables}
    where j.workspace_id = ${workspaceId} and j.job_id = ${jobId}`.execute(tx)
  return rows[0]
}

export async function countOpenJobs(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from jobs where workspace_id = ${workspaceId} and status in ('queued', 'running')`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

export type NewRun = {
  workspaceId: string
  jobId: string
  kind: JobKind
  subject?: string
  link?: string
  personId?: string | undefined
  canCancel?: boolean
}

/** False when the job has been called off. */
export async function beginJob(tx: Tx, run: NewRun): Promise<boolean> {
  const begun = await sql`
    insert into jobs (workspace_id, job_id, kind, subject, status, link, person_id, can_cancel, created_at, started_at)
    values (${run.workspaceId}, ${run.jobId}, ${run.kind}, ${run.subject ?? null}, 'running', ${run.link ?? null},
      ${run.personId ?? null}, ${run.canCancel ?? false}, clock_timestamp(), clock_timestamp())
    on conflict (workspace_id, job_id) do update set status = 'running', error = null, finished_at = null,
      started_at = coalesce(jobs.started_at, excluded.started_at)
    where jobs.status <> 'cancelled'`.execute(tx)
  return begun.numAffectedRows === 1n
}

export type Measure = { done: number; total: number | null; rate: number | null; secondsLeft: number | null }

/** Resolves to whether somebody has asked the work to stop. */
export async function saveMeasure(tx: Tx, workspaceId: string, jobId: string, at: Measure): Promise<boolean> {
  const { rows } = await sql<{ cancel: boolean }>`
    update jobs set done = ${Math.round(at.done)}, total = ${at.total === null ? null : Math.round(at.total)},
      rate = ${at.rate}, seconds_left = ${at.secondsLeft === null ? null : Math.round(at.secondsLeft)}
    where workspace_id = ${workspaceId} and job_id = ${jobId} and status = 'running'
    returning cancel_requested as cancel`.execute(tx)
  return rows[0]?.cancel ?? false
}

export type Ending = { status: 'done' | 'failed' | 'queued'; error?: JobError }
export type Ended = {
  status: Job['status']
  kind: JobKind
  subject: string | null
  link: string | null
  personId: string | null
  seconds: number
}

/**
 * What failed after somebody had asked it to stop counts as cancelled. Undefined when it has ended before: a worker that stood still until
 * another had taken over and was done changes nothing.
 */
export async function endJob(tx: Tx, workspaceId: string, jobId: string, ending: Ending): Promise<Ended | undefined> {
  const { status, error } = ending
  const { rows } = await sql<Ended>`
    update jobs set
      status = case when cancel_requested and ${status} <> 'done' then 'cancelled' else ${status} end,
      done = case when ${status} = 'done' then coalesce(total, done) else done end,
      error = case when cancel_requested then null else ${error ? JSON.stringify(error) : null}::jsonb end,
      rate = null, seconds_left = null,
      finished_at = case when ${status} <> 'queued' or cancel_requested then clock_timestamp() end
    where workspace_id = ${workspaceId} and job_id = ${jobId} and status in ('queued', 'running')
    returning status, kind, subject, link, person_id as "personId",
      extract(epoch from clock_timestamp() - created_at)::float8 as seconds`.execute(tx)
  return rows[0]
}
