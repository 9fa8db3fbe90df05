import { sql } from 'kysely'
import type { JobKind } from '#contract/jobs'
import type { Tx } from '#platform/postgres'

export type AnnouncedJob = {
  workspaceId: string
  /** chosen by the caller, so that work and row find each other again after a crash */
  jobId: string
  kind: JobKind
  /** what is worked on: a file's name, a count; nothing personal about customers */
  subject?: string
  /** where its outcome can be seen, as a path of the console */
  link?: string
  /** who is told when it ends */
  personId?: string | undefined
  total?: number
  /** whether the work looks at its signal, or the kind has a cancel hook */
  canCancel?: boolean
}

/** Says that work waits, in the transaction that enqueues it. The same job again begins anew. */
export async function announceJob(tx: Tx, job: AnnouncedJob): Promise<void> {
  await sql`
    insert into jobs (workspace_id, job_id, kind, subject, status, total, link, person_id, can_cancel, created_at)
    values (${job.workspaceId}, ${job.jobId}, ${job.kind}, ${job.subject ?? null}, 'queued', ${job.total ?? null},
      ${job.link ?? null}, ${job.personId ?? null}, ${job.canCancel ?? false}, clock_timestamp())
    on conflict (workspace_id, job_id) do update set
      subject = coalesce(excluded.subject, jobs.subject), status = 'queued', done = 0, total = excluded.total, rate = null,
      seconds_left = null, error = null, link = coalesce(excluded.link, jobs.link),
      person_id = coalesce(excluded.person_id, jobs.person_id), can_cancel = excluded.can_cancel, cancel_requested = false,
      created_at = excluded.created_at, started_at = null, finished_at = null`.execute(tx)
}

/** Work that waits is called off at once, work that runs is asked to stop. False when there was nothing to stop. */
export async function requestCancel(tx: Tx, workspaceId: string, jobId: string): Promise<boolean> {
  const stopped = await sql`
    update jobs set cancel_requested = true,
      status = case when status = 'queued' then 'cancelled' else status end,
      finished_at = case when status = 'queued' then clock_timestamp() end
    where workspace_id = ${workspaceId} and job_id = ${jobId} and status in ('queued', 'running')`.execute(tx)
  return stopped.numAffectedRows === 1n
}
