import { z } from '@hono/zod-openapi'
import {
  changeView as changeBody,
  createView as createBody,
  customerView,
  customerViews,
} from '#contract/customer-edits'
import type { Clock } from '#platform/clock'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { Db } from '#platform/postgres'
import { changeView, createView, listViews, removeView } from './views.ts'

const tags = ['Views']
const write = { scope: 'views:write' } as const
const params = z.object({ id: z.uuid() })

const list = workspaceRoute(
  { scope: 'views:read' },
  {
    method: 'get',
    path: '/views',
    summary: 'Saved views of the list of customers: your own and those shared with you',
    tags,
    responses: { 200: json(customerViews, 'Views, oldest first') },
  },
)
const create = workspaceRoute(write, {
  method: 'post',
  path: '/views',
  summary: 'Save a way to look at the list of customers',
  tags,
  request: { body: jsonBody(createBody) },
  responses: { 201: json(customerView, 'The view') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/views/{id}',
  summary: 'Change a view of your own, or make any the one your list opens with',
  tags,
  request: { params, body: jsonBody(changeBody) },
  responses: { 200: json(customerView, 'The view as it is now') },
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/views/{id}',
  summary: 'Remove a view of your own',
  tags,
  request: { params },
  responses: { 204: { description: 'Removed' } },
})

export function viewRoutes(deps: { db: Db; clock: Clock }): Router {
  const app = createRouter()
  app.openapi(list, async (c) => c.json({ views: await listViews(deps, c.var.workspaceId, c.var.actor) }, 200))
  app.openapi(create, async (c) =>
    c.json(await createView(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(change, async (c) =>
    c.json(await changeView(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id, c.req.valid('json')), 200),
  )
  app.openapi(remove, async (c) => {
    await removeView(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return app
}
