import { sql } from 'kysely'
import { z } from 'zod'
import { announceJob, findOpenRun, trackJob } from '#modules/jobs'
import { forEveryWorkspace } from '#modules/workspaces'
import { isDomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { TrainingDeps } from '../recommendation-deps.ts'
import { trainWorkspace } from './train-workspace.ts'

const trainJob = 'recommendations.train'
const nightJob = 'recommendations.night'
const hoursOfNight = 4

const kind = 'recommendation'
const link = '/insights/recommendations'

const payload = z.object({ workspaceId: z.uuid(), jobId: z.uuid() })

/**
 * Says in this transaction that a shop's recommendations are to be reckoned anew; while one waits or works, that one is meant,
 * and the queue is told of it again in case it has given it up.
 */
export async function startTraining(
  tx: Tx,
  { jobs }: Pick<TrainingDeps, 'jobs'>,
  workspaceId: string,
  personId?: string,
): Promise<{ jobId: string }> {
  const open = await findOpenRun(tx, workspaceId, kind)
  const jobId = open ?? newId()
  if (!open) await announceJob(tx, { workspaceId, jobId, kind, link, personId, total: 100, canCancel: true })
  // Each has a key of its own: one that is just ending is in the queue still and must not stand in for the next.
  await jobs.enqueue(trainJob, { workspaceId, jobId }, { tx, key: jobId })
  return { jobId }
}

/**
 * Every process that enqueues or works calls this once. A shop with products and no model is trained within a quarter of an hour, every
 * other one at night when there is something new, spread over four hours. `onTrained`: what customers would want next is known anew; safe
 * to be called twice.
 */
export async function defineTraining({
  onTrained,
  ...deps
}: TrainingDeps & { onTrained: (workspaceId: string) => Promise<void> }): Promise<void> {
  const { db, jobs, clock } = deps
  await jobs.define(trainJob, payload, async ({ workspaceId, jobId }, { signal }) => {
    try {
      await trackJob(
        { db },
        { workspaceId, jobId, kind, link, canCancel: true, signal, triesAgain: true },
        async (tracked) => {
          await trainWorkspace(deps, workspaceId, tracked)
          await onTrained(workspaceId)
        },
      )
    } catch (error) {
      // Said in words where the job is shown; trying again would say the same.
      if (!isDomainError(error) || error.code === 'unavailable') throw error
    }
  })
  await jobs.define(nightJob, z.object({}), async () => {
    const { hour, minute } = clock.now().toZonedDateTimeISO('UTC')
    const quarter = hour * 4 + Math.floor(minute / 15)
    await forEveryWorkspace(db, (workspaceId) =>
      inWorkspace(db, workspaceId, async (tx) => {
        if (await isDue(tx, workspaceId, quarter === turnOf(workspaceId))) await startTraining(tx, deps, workspaceId)
      }),
    )
  })
  await jobs.repeat(nightJob, '*/15 * * * *')
}

function turnOf(workspaceId: string): number {
  return Number.parseInt(workspaceId.slice(-4), 16) % (hoursOfNight * 4)
}

/** Never trained; or it is its turn, and products were seen since, or a week has gone (an import brings old ones). */
async function isDue(tx: Tx, workspaceId: string, isTurn: boolean): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select from products p where p.workspace_id = ${workspaceId}) and (
      not exists (select from recommendation_models m where m.workspace_id = ${workspaceId})
        and not exists (select from jobs j where j.workspace_id = ${workspaceId} and j.kind = ${kind} and j.created_at > now() - interval '1 day')
      or ${isTurn} and exists (select from recommendation_models m where m.workspace_id = ${workspaceId} and m.is_current and (
        m.trained_at < now() - interval '7 days' or exists (select from products p where p.workspace_id = ${workspaceId}
          and p.last_seen_at > m.trained_at - interval '2 days')))) as due`.execute(tx)
  return rows[0]?.due ?? false
}
