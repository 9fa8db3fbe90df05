import { z } from '@hono/zod-openapi'
import { notificationList } from '#contract/notifications'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { createRouter, json, jsonBody, personRoute, type Router } from '#platform/http'
import { type Db, inWorkspace } from '#platform/postgres'
import { listNotifications, markRead } from './notifications.repo.ts'

const tags = ['Notifications']

const list = personRoute(
  {},
  {
    method: 'get',
    path: '/notifications',
    tags,
    summary: 'What you have been told in this workspace, the newest first',
    responses: { 200: json(notificationList, 'At most 50, and how many are unread') },
  },
)
const read = personRoute(
  {},
  {
    method: 'post',
    path: '/notifications/read',
    tags,
    summary: 'Mark one of your notifications, or all of them, as read',
    request: { body: jsonBody(z.object({ notificationId: z.uuid().optional() })) },
    responses: { 200: json(notificationList, 'The list after it') },
  },
)

export function notificationRoutes({ db, clock }: { db: Db; clock: Clock }): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { workspaceId, personId } = requireMember(c.var)
    return c.json(await inWorkspace(db, workspaceId, (tx) => listNotifications(tx, workspaceId, personId)), 200)
  })
  router.openapi(read, async (c) => {
    const { workspaceId, personId } = requireMember(c.var)
    const { notificationId } = c.req.valid('json')
    const answer = await inWorkspace(db, workspaceId, async (tx) => {
      await markRead(tx, workspaceId, personId, clock.now(), notificationId)
      return await listNotifications(tx, workspaceId, personId)
    })
    return c.json(answer, 200)
  })
  return router
}

function requireMember(caller: { workspaceId?: string; session: { personId: string } }) {
  const { workspaceId, session } = caller
  if (workspaceId === undefined) throw new DomainError('forbidden', 'no_workspace', 'You belong to no workspace.')
  return { workspaceId, personId: session.personId }
}
