import { changeMe, changeWorkspace as changeWorkspaceBody, session } from '#contract/session'
import { createRouter, json, jsonBody, personRoute, type Router, workspaceRoute } from '#platform/http'
import { changePerson, changeWorkspace } from './change-settings.ts'
import { describeSession } from './describe-session.ts'
import type { People } from './people.ts'
import { getLiveSession } from './sessions.ts'

const patchWorkspace = workspaceRoute(
  { scope: 'workspace:write' },
  {
    method: 'patch',
    path: '/workspace',
    tags: ['Settings'],
    summary: 'Change the workspace; what is not given stays',
    request: { body: jsonBody(changeWorkspaceBody) },
    responses: { 204: { description: 'Changed' } },
  },
)

const patchMe = personRoute(
  {},
  {
    method: 'patch',
    path: '/me',
    tags: ['Settings'],
    summary: 'Change your own name, language or calendar',
    request: { body: jsonBody(changeMe) },
    responses: { 200: json(session, 'The session after the change') },
  },
)

export function settingsRoutes(people: People): Router {
  const router = createRouter()
  router.openapi(patchWorkspace, async (c) => {
    await changeWorkspace(people.db, c.var, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(patchMe, async (c) => {
    const change = c.req.valid('json')
    await changePerson(people.db, c.var.session.personId, change)
    const { name = c.var.session.name, locale = c.var.session.locale } = change
    const live = await getLiveSession(people.db, c.var.session.sessionId)
    return c.json(await describeSession(people.db, { ...c.var.session, ...live, name, locale }), 200)
  })
  return router
}
