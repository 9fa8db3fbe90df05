import { invitationToken, join, openInvitation } from '#contract/people'
import { session } from '#contract/session'
import {
  clientAddress,
  createRateLimit,
  createRouter,
  json,
  jsonBody,
  personRoute,
  publicRoute,
  type Router,
  spendRate,
} from '#platform/http'
import { describeSession } from '../describe-session.ts'
import { openSession } from '../open-session.ts'
import type { People } from '../people.ts'
import { chooseWorkspace, getLiveSession } from '../sessions.ts'
import { joinAsNewPerson, joinAsPerson, lookAtInvitation } from './accept-invitation.ts'

const tags = ['Invitations']
const smallBody = { maxBody: 16 * 1024 }

const look = publicRoute(smallBody, {
  method: 'post',
  path: '/invitations/look',
  tags,
  summary: 'What the link of an invitation is good for; changes nothing, so that mail scanners may open it',
  request: { body: jsonBody(invitationToken) },
  responses: { 200: json(openInvitation, 'The invitation') },
})

const postJoin = publicRoute(smallBody, {
  method: 'post',
  path: '/invitations/join',
  tags,
  summary: 'Join as a new person with name and password; works once and leaves the sender signed in',
  request: { body: jsonBody(join) },
  responses: { 201: json(session, 'Joined and signed in') },
})

const postAccept = personRoute(smallBody, {
  method: 'post',
  path: '/invitations/accept',
  tags,
  summary: 'Join as the person who is signed in, if the invitation is for their address; works once',
  request: { body: jsonBody(invitationToken) },
  responses: { 200: json(session, 'The session, in the workspace that was joined') },
})

export function invitationRoutes(people: People): Router {
  const { db, clock } = people
  const router = createRouter()
  const limit = createRateLimit({ db: people.db, clock, name: 'invitations', quota: 30, windowSeconds: 600 })
  router.openapi(look, async (c) => {
    await spendRate(c, limit, clientAddress(c, people.trustedProxies))
    return c.json(await lookAtInvitation(people, c.req.valid('json').token), 200)
  })
  router.openapi(postJoin, async (c) => {
    await spendRate(c, limit, clientAddress(c, people.trustedProxies))
    const isProven = people.mailer.delivery === 'smtp'
    const { personId } = await joinAsNewPerson(people, c.req.valid('json'), isProven)
    return c.json(await openSession(people, c, { personId, openedBy: 'password', isTwoFactor: false }), 201)
  })
  router.openapi(postAccept, async (c) => {
    const { session } = c.var
    await spendRate(c, limit, session.personId)
    const { workspaceId } = await joinAsPerson({ db, clock }, c.req.valid('json').token, session)
    await chooseWorkspace(db, session.sessionId, workspaceId)
    const live = await getLiveSession(db, session.sessionId)
    return c.json(await describeSession(db, { ...session, ...live }), 200)
  })
  return router
}
