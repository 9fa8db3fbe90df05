import { z } from 'zod'
import { type AuditActor, recordAudit } from '#modules/audit'
import { announceJob, findOpenRun, trackJob } from '#modules/jobs'
import { forEveryWorkspace } from '#modules/workspaces'
import { newId } from '#platform/ids'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import { type Db, inWorkspace } from '#platform/postgres'
import { keepRetention, type RetentionRule, readRetention } from './retention.ts'

const nightlyJob = 'privacy.retention'
const nightly = '23 2 * * *'
const nowJob = 'privacy.retention_now'

type RetentionDeps = { db: Db; rules: RetentionRule[]; now: () => Temporal.Instant }

const payload = z.object({
  workspaceId: z.uuid(),
  jobId: z.uuid(),
  actor: z.union([
    z.object({ kind: z.enum(['person', 'key']), actorId: z.uuid() }),
    z.object({ kind: z.literal('system') }),
  ]),
})

/** What has come to its end is removed every night, workspace by workspace, and when somebody asks for it. */
export async function defineRetentionJobs(
  deps: RetentionDeps & { log: Log },
  jobs: Pick<Jobs, 'define' | 'repeat'>,
): Promise<void> {
  await jobs.define(nightlyJob, z.object({}), async (_, { signal }) => {
    await forEveryWorkspace(deps.db, async (workspaceId) => {
      const removed = await keepRetention({ ...deps, signal }, workspaceId)
      if (Object.keys(removed).length > 0) deps.log.info({ workspaceId, removed }, 'Data came to the end of its time')
    })
  })
  await jobs.repeat(nightlyJob, nightly)
  await jobs.define(nowJob, payload, async ({ workspaceId, jobId, actor }, { signal }) => {
    const job = { workspaceId, jobId, kind: 'retention', signal, triesAgain: true, canCancel: true } as const
    await trackJob(deps, job, async (tracked) => {
      const periods = await readRetention(deps, workspaceId)
      const total = periods.reduce((sum, { due }) => sum + due, 0)
      tracked.progress({ done: 0, total })
      const onRemoved = (done: number): void => tracked.progress({ done, total: Math.max(done, total) })
      await keepRetention({ ...deps, actor, signal: tracked.signal, onRemoved }, workspaceId)
    })
  })
}

/** Begins it now, as a job of its own that can be followed and stopped; while one waits or works in a workspace, that one is meant. */
export async function startRetention(
  { db, jobs }: { db: Db; jobs: Pick<Jobs, 'enqueue'> },
  workspaceId: string,
  actor: AuditActor,
): Promise<{ jobId: string }> {
  const { kind, ...who } = actor as AuditActor & { actorId?: string }
  const by = kind === 'system' ? { kind } : { kind, actorId: who.actorId }
  return await inWorkspace(db, workspaceId, async (tx) => {
    const open = await findOpenRun(tx, workspaceId, 'retention')
    const jobId = open ?? newId()
    await jobs.enqueue(nowJob, { workspaceId, jobId, actor: by }, { tx, key: jobId })
    if (open) return { jobId }
    const personId = actor.kind === 'person' ? actor.actorId : undefined
    await announceJob(tx, {
      workspaceId,
      jobId,
      kind: 'retention',
      link: '/settings/privacy',
      personId,
      canCancel: true,
    })
    await recordAudit(tx, workspaceId, actor, { action: 'retention.started', target: { kind: 'workspace' } })
    return { jobId }
  })
}
