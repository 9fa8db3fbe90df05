import { z } from 'zod'
import { changeMember, invite as inviteBody, people as peopleAnswer, sentInvitation } from '#contract/people'
import { DomainError } from '#platform/errors'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { listOpenInvitations, toInvitation } from './invitations/invitations.repo.ts'
import { invite, resendInvitation, withdrawInvitation } from './invitations/send-invitation.ts'
import { changeRole, findRole, listMembers, removeMember } from './members.ts'
import type { People } from './people.ts'

const tags = ['People']
const personId = z.object({ personId: z.uuid() })
const invitationId = z.object({ invitationId: z.uuid() })

const list = workspaceRoute(
  { scope: 'people:read' },
  {
    method: 'get',
    path: '/people',
    tags,
    summary: 'Who belongs to the workspace with which role, and the invitations that are open',
    responses: { 200: json(peopleAnswer, 'Members, oldest first, and invitations, newest first') },
  },
)

const patchMember = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'patch',
    path: '/people/{personId}',
    tags,
    summary:
      'Change a role, at most to your own; counts from the person’s next request on, and never leaves a workspace without an owner',
    request: { params: personId, body: jsonBody(changeMember) },
    responses: { 204: { description: 'Changed' } },
  },
)

const deleteMember = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'delete',
    path: '/people/{personId}',
    tags,
    summary: 'Remove somebody from the workspace, from their next request on; their account stays',
    request: { params: personId },
    responses: { 204: { description: 'Removed' } },
  },
)

const postInvitation = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'post',
    path: '/people/invitations',
    tags,
    summary: 'Invite somebody by e-mail with a role, at most your own; the link works once, for seven days',
    request: { body: jsonBody(inviteBody) },
    responses: { 201: json(sentInvitation, 'The invitation; with its link only where no mail server is set') },
  },
)

const resend = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'post',
    path: '/people/invitations/{invitationId}/sending',
    tags,
    summary: 'Send an invitation again with a new link; the old link dies',
    request: { params: invitationId },
    responses: { 200: json(sentInvitation, 'The invitation') },
  },
)

const withdraw = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'delete',
    path: '/people/invitations/{invitationId}',
    tags,
    summary: 'Withdraw an invitation; its link opens nothing any more',
    request: { params: invitationId },
    responses: { 204: { description: 'Withdrawn' } },
  },
)

export function peopleRoutes(people: People): Router {
  const { db, clock, mailer } = people
  const router = createRouter()
  const by = async (c: { var: { workspaceId: string; session?: { personId: string } | undefined } }) => {
    const { workspaceId, session } = c.var
    if (!session) throw new DomainError('forbidden', 'people_only', 'A key cannot do this; sign in instead.')
    return { workspaceId, personId: session.personId, role: await findRole(db, session.personId, workspaceId) }
  }
  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const found = await inWorkspace(db, workspaceId, async (tx) => ({
      members: await listMembers(tx, workspaceId),
      invitations: (await listOpenInvitations(tx, workspaceId)).map((row) => toInvitation(row, clock.now())),
    }))
    return c.json({ ...found, delivery: mailer.delivery }, 200)
  })
  router.openapi(patchMember, async (c) => {
    const { workspaceId, personId: byPersonId } = await by(c)
    await changeRole(db, { workspaceId, byPersonId, ...c.req.valid('param'), ...c.req.valid('json') })
    return c.body(null, 204)
  })
  router.openapi(deleteMember, async (c) => {
    const { workspaceId, personId: byPersonId } = await by(c)
    await removeMember(db, { workspaceId, byPersonId, ...c.req.valid('param') })
    return c.body(null, 204)
  })
  router.openapi(postInvitation, async (c) => c.json(await invite(people, await by(c), c.req.valid('json')), 201))
  router.openapi(resend, async (c) =>
    c.json(await resendInvitation(people, await by(c), c.req.valid('param').invitationId), 200),
  )
  router.openapi(withdraw, async (c) => {
    await withdrawInvitation(people, await by(c), c.req.valid('param').invitationId)
    return c.body(null, 204)
  })
  return router
}
