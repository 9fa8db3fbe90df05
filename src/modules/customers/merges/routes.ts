import { z } from '@hono/zod-openapi'
import { listMergesQuery, mergeList, mergePair, mergePreview, mergeRecord } from '#contract/merges'
import type { Clickhouse } from '#platform/clickhouse'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { customerFamily } from '../customer-family.ts'
import { describeMerges } from './describe-merges.ts'
import { type MergeDeps, mergeCustomers, undoMerge } from './merge-customers.ts'
import { listMerges } from './merges.repo.ts'
import { previewMerge } from './preview-merge.ts'

const tags = ['Customers']
const may = { scope: 'customers:merge' } as const

const preview = workspaceRoute(may, {
  method: 'post',
  path: '/merges/preview',
  summary: 'What merging two customers would do: what moves, what of each stays',
  tags,
  request: { body: jsonBody(mergePair) },
  responses: { 200: json(mergePreview, 'Both customers, and who they would be together; nothing is changed') },
})
const create = workspaceRoute(may, {
  method: 'post',
  path: '/merges',
  summary: 'Merge two customers: one becomes part of the other',
  tags,
  request: { body: jsonBody(mergePair) },
  responses: { 201: json(mergeRecord, 'The merge; `pending` when it is still being worked in') },
})
const undo = workspaceRoute(may, {
  method: 'post',
  path: '/merges/{id}/undo',
  summary: 'Separate two merged customers: each as before, what arrived since with whom it names',
  tags,
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: json(mergeRecord, 'The merge, separated') },
})
const list = workspaceRoute(
  { scope: 'customers:read' },
  {
    method: 'get',
    path: '/merges',
    summary: 'Merges by hand, newest first; of one customer when given',
    tags,
    request: { query: listMergesQuery },
    responses: { 200: json(mergeList, 'Merges, and which of them can be undone') },
  },
)

export function mergeRoutes(deps: MergeDeps & { ch: Clickhouse }): Router {
  const app = createRouter()
  app.openapi(preview, async (c) => c.json(await previewMerge(deps, c.var.workspaceId, c.req.valid('json')), 200))
  app.openapi(create, async (c) =>
    c.json(await mergeCustomers(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(undo, async (c) =>
    c.json(await undoMerge(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id), 200),
  )
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const { customerId, limit } = c.req.valid('query')
    const merges = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const customerIds = customerId === undefined ? undefined : await customerFamily(tx, workspaceId, customerId)
      return await describeMerges(
        tx,
        workspaceId,
        await listMerges(tx, workspaceId, { limit, ...(customerIds ? { customerIds } : {}) }),
      )
    })
    return c.json({ merges }, 200)
  })
  return app
}
