import { z } from '@hono/zod-openapi'
import { type Job, type JobKind, job, jobList } from '#contract/jobs'
import { DomainError } from '#platform/errors'
import { type Actor, createRouter, describeReason, json, type Router, workspaceRoute } from '#platform/http'
import type { Locale } from '#platform/i18n'
import { type Db, inWorkspace } from '#platform/postgres'
import { requestCancel } from './announce-job.ts'
import { countOpenJobs, findJob, type JobError, type JobRow, listJobs } from './jobs.repo.ts'

type Hook = (workspaceId: string, jobId: string, actor: Actor) => Promise<unknown>

/** What the owners of the work do when it is cancelled (beside stopping at its signal) or tried again. */
export type JobHooks = { cancel?: Partial<Record<JobKind, Hook>>; retry?: Partial<Record<JobKind, Hook>> }

const tags = ['Jobs']
const params = z.object({ id: z.uuid() })

const list = workspaceRoute(
  { scope: 'jobs:read' },
  {
    method: 'get',
    path: '/jobs',
    tags,
    summary: 'Long work, the newest first, with how far it is',
    request: {
      query: z.object({
        status: z.enum(['open', 'all']).default('all'),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
    },
    responses: { 200: json(jobList, 'Jobs, and how many wait or run') },
  },
)
const one = workspaceRoute(
  { scope: 'jobs:read' },
  {
    method: 'get',
    path: '/jobs/{id}',
    tags,
    summary: 'One job',
    request: { params },
    responses: { 200: json(job, 'The job') },
  },
)
const cancel = workspaceRoute(
  { scope: 'jobs:write' },
  {
    method: 'post',
    path: '/jobs/{id}/cancel',
    tags,
    summary: 'Stop a job that waits or runs; what it has done so far is taken back where it can be',
    request: { params },
    responses: { 202: json(job, 'The job; it stops at its next step') },
  },
)
const retry = workspaceRoute(
  { scope: 'jobs:write' },
  {
    method: 'post',
    path: '/jobs/{id}/retry',
    tags,
    summary: 'Try a job again that has failed',
    request: { params },
    responses: { 202: json(job, 'The job, waiting again') },
  },
)

const tellError = (locale: Locale, { reason, message, details = {} }: JobError): Job['error'] => ({
  reason,
  message: describeReason(locale, reason, details, message),
})

export function jobRoutes({ db, hooks = {} }: { db: Db; hooks?: JobHooks }): Router {
  const router = createRouter()
  const tell = (locale: Locale, { createdAt, startedAt, finishedAt, error, ...row }: JobRow): Job => ({
    ...row,
    error: error && tellError(locale, error),
    canRetry: row.status === 'failed' && hooks.retry?.[row.kind] !== undefined,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  })
  const get = (workspaceId: string, jobId: string): Promise<JobRow> =>
    inWorkspace(db, workspaceId, async (tx) => {
      const found = await findJob(tx, workspaceId, jobId)
      if (!found) throw new DomainError('not_found', 'job_not_found', 'There is no such job.')
      return found
    })

  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const { status, limit } = c.req.valid('query')
    const answer = await inWorkspace(db, workspaceId, async (tx) => ({
      jobs: (await listJobs(tx, workspaceId, { openOnly: status === 'open', limit })).map((row) =>
        tell(c.var.locale, row),
      ),
      open: await countOpenJobs(tx, workspaceId),
    }))
    return c.json(answer, 200)
  })
  router.openapi(one, async (c) =>
    c.json(tell(c.var.locale, await get(c.var.workspaceId, c.req.valid('param').id)), 200),
  )
  router.openapi(cancel, async (c) => {
    const { workspaceId, actor } = c.var
    const { id } = c.req.valid('param')
    const { kind, canCancel } = await get(workspaceId, id)
    if (!canCancel) throw new DomainError('conflict', 'job_cannot_stop', 'This job cannot be stopped now.')
    await inWorkspace(db, workspaceId, (tx) => requestCancel(tx, workspaceId, id))
    await hooks.cancel?.[kind]?.(workspaceId, id, actor)
    return c.json(tell(c.var.locale, await get(workspaceId, id)), 202)
  })
  router.openapi(retry, async (c) => {
    const { workspaceId, actor } = c.var
    const { id } = c.req.valid('param')
    const { kind, status } = await get(workspaceId, id)
    const again = hooks.retry?.[kind]
    if (!again || status !== 'failed') {
      throw new DomainError('conflict', 'job_cannot_retry', 'This job cannot be tried again.')
    }
    await again(workspaceId, id, actor)
    return c.json(tell(c.var.locale, await get(workspaceId, id)), 202)
  })
  return router
}
