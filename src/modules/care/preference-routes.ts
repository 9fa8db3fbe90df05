import { z } from '@hono/zod-openapi'
import {
  changePreferences as changeBody,
  interestWords,
  offerInterests as offerBody,
  preferences,
} from '#contract/care'
import { recordAudit } from '#modules/audit'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { CareDeps } from './care-deps.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'
import { listInterests, offerInterests } from './interests.ts'
import { changePreferences, readPreferences } from './preferences.ts'

const tags = ['Preferences']
const params = z.object({ id: z.uuid() })

const read = workspaceRoute(
  { scope: 'customers:read' },
  {
    method: 'get',
    path: '/customers/{id}/preferences',
    tags,
    summary: 'How a customer likes to be reached, and what interests them',
    request: { params },
    responses: { 200: json(preferences, 'null where nothing was said') },
  },
)
const change = workspaceRoute(
  { scope: 'customers:write' },
  {
    method: 'patch',
    path: '/customers/{id}/preferences',
    tags,
    summary: 'Write down what a customer prefers; what is not given stays',
    request: { params, body: jsonBody(changeBody) },
    responses: { 200: json(preferences, 'The preferences afterwards') },
  },
)
const listWords = workspaceRoute(
  { scope: 'customers:read' },
  {
    method: 'get',
    path: '/interests',
    tags,
    summary: 'Words for interests, with how many customers have each',
    responses: { 200: json(interestWords, 'Those the workspace offers first') },
  },
)
const offer = workspaceRoute(
  { scope: 'customers:write' },
  {
    method: 'put',
    path: '/interests',
    tags,
    summary: 'The words for interests that the workspace offers',
    request: { body: jsonBody(offerBody) },
    responses: { 200: json(interestWords, 'The words afterwards') },
  },
)

export function preferenceRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(read, async (c) =>
    c.json(await readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, readPreferences), 200),
  )
  router.openapi(change, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId: c.req.valid('param').id }
    return c.json(await changeCustomer(deps, who, (made) => changePreferences(made, c.req.valid('json'))), 200)
  })
  router.openapi(listWords, async (c) => {
    const { workspaceId } = c.var
    return c.json(await inWorkspace(deps.db, workspaceId, (tx) => listInterests(tx, workspaceId)), 200)
  })
  router.openapi(offer, async (c) => {
    const { workspaceId, actor } = c.var
    const { words } = c.req.valid('json')
    const answer = await inWorkspace(deps.db, workspaceId, async (tx) => {
      await offerInterests(tx, workspaceId, words)
      const after = await listInterests(tx, workspaceId)
      const detail = { words: words.length }
      await recordAudit(tx, workspaceId, actor, { action: 'interests.changed', target: { kind: 'workspace' }, detail })
      return after
    })
    return c.json(answer, 200)
  })
  return router
}
