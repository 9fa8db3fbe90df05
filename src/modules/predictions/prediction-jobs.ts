import { sql } from 'kysely'
import { z } from 'zod'
import { type AuditActor, recordAudit } from '#modules/audit'
import { announceJob, findOpenRun, trackJob } from '#modules/jobs'
import { newId } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { type PredictionDeps, runPredictions } from './run-predictions.ts'

const runName = 'predictions.run'
const nightlyName = 'predictions.nightly'
/** Who is due is asked often, so that shops have their runs one after another and a computer that slept makes up for it. */
const asked = '*/10 * * * *'

const payload = z.object({ workspaceId: z.uuid(), jobId: z.uuid() })

/** The run of one workspace, and the question whose turn it is tonight. `onScored`: everybody has new scores; safe to be called twice. */
export async function definePredictionJobs(
  { onScored, ...deps }: PredictionDeps & { onScored: (workspaceId: string) => Promise<void> },
  jobs: Jobs,
): Promise<void> {
  await jobs.define(runName, payload, async ({ workspaceId, jobId }, { signal }) => {
    await trackJob(deps, { workspaceId, jobId, kind: 'prediction', signal, triesAgain: true }, async (tracked) => {
      const report = await runPredictions(deps, workspaceId, jobId, tracked)
      await onScored(workspaceId)
      return report
    })
  })
  await jobs.define(nightlyName, z.object({}), async () => {
    const { rows } = await sql<{ id: string }>`
      select list_workspaces_to_predict(${deps.clock.now().toString()}::timestamptz) as id`.execute(deps.db)
    for (const { id } of rows) await startPredictions(deps, jobs, id)
  })
  await jobs.repeat(nightlyName, asked)
}

/**
 * Begins a run; while one waits or works, that one is meant, and the queue is told of it again in case it has given it up. Resolves
 * to its id, which is the version's too. Who asked for it is written down.
 */
export async function startPredictions(
  { db }: Pick<PredictionDeps, 'db'>,
  jobs: Jobs,
  workspaceId: string,
  actor?: AuditActor,
): Promise<string> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    // Each run has a key of its own: one that was called off, or is just ending, is in the queue still and must not stand in for the next.
    const enqueue = (jobId: string) => jobs.enqueue(runName, { workspaceId, jobId }, { tx, key: jobId })
    const open = await findOpenRun(tx, workspaceId, 'prediction')
    if (open) {
      await enqueue(open)
      return open
    }
    const jobId = newId()
    const link = '/insights/predictions'
    const personId = actor?.kind === 'person' ? actor.actorId : undefined
    await announceJob(tx, { workspaceId, jobId, kind: 'prediction', link, personId, canCancel: true })
    await enqueue(jobId)
    if (actor)
      await recordAudit(tx, workspaceId, actor, {
        action: 'predictions.run',
        target: { kind: 'job', id: jobId },
      })
    return jobId
  })
}
