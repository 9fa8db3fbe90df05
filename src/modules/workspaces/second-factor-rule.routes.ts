import { secondFactorRule } from '#contract/account'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { People } from './people.ts'
import { changeSecondFactorRule, readSecondFactorRule } from './second-factor-rule.ts'

const tags = ['Settings']

const get = workspaceRoute(
  { scope: 'people:read' },
  {
    method: 'get',
    path: '/workspace/second-factor',
    tags,
    summary: 'Whether everybody in the workspace must have a second factor',
    responses: { 200: json(secondFactorRule, 'The rule') },
  },
)

const put = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'put',
    path: '/workspace/second-factor',
    tags,
    summary: 'Ask everybody for a second factor, or no longer; people without one can then only set one up',
    request: { body: jsonBody(secondFactorRule) },
    responses: { 204: { description: 'Changed' } },
  },
)

export function secondFactorRuleRoutes({ db }: People): Router {
  const router = createRouter()
  router.openapi(get, async (c) => c.json({ required: await readSecondFactorRule(db, c.var.workspaceId) }, 200))
  router.openapi(put, async (c) => {
    const { required } = c.req.valid('json')
    const sessionId = c.get('session')?.sessionId
    await changeSecondFactorRule(db, c.var.workspaceId, c.var.actor, { required, sessionId })
    return c.body(null, 204)
  })
  return router
}
