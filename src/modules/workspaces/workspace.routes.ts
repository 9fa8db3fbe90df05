import { z } from 'zod'
import { chooseWorkspace as chooseBody, deleteWorkspace } from '#contract/people'
import { newWorkspace, session } from '#contract/session'
import { DomainError } from '#platform/errors'
import { createRouter, json, jsonBody, personRoute, type Router, workspaceRoute } from '#platform/http'
import { requireRecentProof } from './account/recent-proof.ts'
import { callOffDeletion, scheduleDeletion } from './deletion/schedule-deletion.ts'
import { describeSession } from './describe-session.ts'
import { removeMember } from './members.ts'
import { listMemberships } from './memberships.ts'
import { createOwnWorkspace } from './own-workspaces.ts'
import type { People } from './people.ts'
import { chooseWorkspace, getLiveSession } from './sessions.ts'

const tags = ['Workspaces']

const choose = personRoute(
  {},
  {
    method: 'post',
    path: '/session/workspace',
    tags,
    summary: 'Look at another of your workspaces, in this browser’s session alone',
    request: { body: jsonBody(chooseBody) },
    responses: { 200: json(session, 'The session in that workspace') },
  },
)

const create = personRoute(
  {},
  {
    method: 'post',
    path: '/workspaces',
    tags,
    summary: 'Open another workspace, which you own, and look at it',
    request: { body: jsonBody(newWorkspace) },
    responses: { 201: json(session, 'The session in the new workspace') },
  },
)

const leave = workspaceRoute(
  { scope: 'workspace:read' },
  {
    method: 'post',
    path: '/workspace/leaving',
    tags,
    summary: 'Leave the workspace; the last owner cannot',
    responses: { 204: { description: 'Left' } },
  },
)

const schedule = workspaceRoute(
  { scope: 'workspace:delete' },
  {
    method: 'post',
    path: '/workspace/deletion',
    tags,
    summary:
      'Delete the workspace with everything in it, in seven days; its keys stop at once. Wants its name and a recent sign-in',
    request: { body: jsonBody(deleteWorkspace) },
    responses: { 202: json(z.object({ deletesAt: z.iso.datetime() }), 'Until then it can be called back') },
  },
)

const callOff = workspaceRoute(
  { scope: 'workspace:delete' },
  {
    method: 'delete',
    path: '/workspace/deletion',
    tags,
    summary: 'Call the deletion back; everything is as before, keys included',
    responses: { 204: { description: 'Called back' } },
  },
)

export function workspaceRoutes(people: People): Router {
  const { db } = people
  const router = createRouter()
  const describe = async (session: {
    sessionId: string
    personId: string
    name: string
    email: string
    locale: string
  }) => await describeSession(db, { ...session, ...(await getLiveSession(db, session.sessionId)) })
  const personIn = (c: {
    var: { workspaceId: string; session?: { personId: string; sessionId: string } | undefined }
  }) => {
    const { workspaceId, session } = c.var
    if (!session) throw new DomainError('forbidden', 'people_only', 'A key cannot do this; sign in instead.')
    return { workspaceId, personId: session.personId, sessionId: session.sessionId }
  }
  router.openapi(choose, async (c) => {
    const { workspaceId } = c.req.valid('json')
    const { sessionId, personId } = c.var.session
    const mine = await listMemberships(db, personId)
    if (!mine.some(({ workspace }) => workspace.workspaceId === workspaceId)) {
      throw new DomainError('not_found', 'workspace_not_found', 'There is no such workspace.')
    }
    await chooseWorkspace(db, sessionId, workspaceId)
    return c.json(await describe(c.var.session), 200)
  })
  router.openapi(create, async (c) => {
    const { workspaceId } = await createOwnWorkspace(db, c.var.session.personId, c.req.valid('json'))
    await chooseWorkspace(db, c.var.session.sessionId, workspaceId)
    return c.json(await describe(c.var.session), 201)
  })
  router.openapi(leave, async (c) => {
    const { workspaceId, personId } = personIn(c)
    await removeMember(db, { workspaceId, personId, byPersonId: personId })
    return c.body(null, 204)
  })
  router.openapi(schedule, async (c) => {
    const { sessionId, ...by } = personIn(c)
    await requireRecentProof(people, { sessionId, personId: by.personId })
    return c.json(await scheduleDeletion(db, by, c.req.valid('json').name), 202)
  })
  router.openapi(callOff, async (c) => {
    const { workspaceId, personId } = personIn(c)
    await callOffDeletion(db, { workspaceId, personId })
    return c.body(null, 204)
  })
  return router
}
