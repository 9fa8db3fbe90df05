import { z } from '@hono/zod-openapi'
import { customerPair, duplicatePage, duplicatesQuery } from '#contract/duplicates'
import type { Clock } from '#platform/clock'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { Jobs } from '#platform/jobs'
import { type Db, inWorkspace } from '#platform/postgres'
import { duplicatesJob } from './duplicates-job.ts'
import { keepApart } from './keep-apart.ts'
import { listDuplicates } from './list-duplicates.ts'
import { noteSearch } from './search-duplicates.ts'

const tags = ['Customers']
const may = { scope: 'customers:merge' } as const

const list = workspaceRoute(may, {
  method: 'get',
  path: '/duplicates',
  summary: 'Customers who are probably one person, and why; nobody is merged by itself',
  tags,
  request: { query: duplicatesQuery },
  responses: { 200: json(duplicatePage, 'Pairs, the likeliest first; a search over a day old begins again') },
})
const search = workspaceRoute(may, {
  method: 'post',
  path: '/duplicates/search',
  summary: 'Look through all customers for duplicates again',
  tags,
  responses: { 202: json(z.object({ queued: z.boolean() }), 'Queued') },
})
const apart = workspaceRoute(may, {
  method: 'post',
  path: '/duplicates/kept-apart',
  summary: 'Say that two customers are two: they are not suggested again',
  tags,
  request: { body: jsonBody(customerPair) },
  responses: { 204: { description: 'Remembered' } },
})
const together = workspaceRoute(may, {
  method: 'post',
  path: '/duplicates/kept-apart/undo',
  summary: 'Forget that two customers were said to be two',
  tags,
  request: { body: jsonBody(customerPair) },
  responses: { 204: { description: 'Forgotten' } },
})

const staleMs = 86_400_000

export function duplicateRoutes(deps: { db: Db; clock: Clock; jobs: Jobs }): Router {
  const app = createRouter()
  const begin = (workspaceId: string) =>
    inWorkspace(deps.db, workspaceId, async (tx) => {
      await noteSearch(tx, workspaceId, deps.clock.now())
      await deps.jobs.enqueue(duplicatesJob, { workspaceId }, { tx, key: workspaceId })
    })
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const page = await listDuplicates(deps, workspaceId, c.req.valid('query'))
    const { search } = page
    const age = search ? deps.clock.now().epochMilliseconds - Date.parse(search.startedAt) : staleMs + 1
    if (age > staleMs) await begin(workspaceId)
    // Asked for while the one before it was ending, it may have been taken for that one.
    else if (search?.finishedAt === null) await deps.jobs.enqueue(duplicatesJob, { workspaceId }, { key: workspaceId })
    const isFresh = search === null || age <= staleMs
    return c.json(isFresh ? page : { ...page, search: { ...search, finishedAt: null } }, 200)
  })
  app.openapi(search, async (c) => {
    await begin(c.var.workspaceId)
    return c.json({ queued: true }, 202)
  })
  app.openapi(apart, async (c) => {
    await keepApart(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'), true)
    return c.body(null, 204)
  })
  app.openapi(together, async (c) => {
    await keepApart(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'), false)
    return c.body(null, 204)
  })
  return app
}
