import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty-club'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { CardDeps } from '../cards/card-deps.ts'
import { deed, one, params, placeAt, tags } from '../deed-route.ts'
import { exportPeople } from '../export-people.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { invite } from './invite.ts'
import { listInvitations } from './list-invitations.ts'
import { withdrawInvitation } from './withdraw-invitation.ts'

const read = { scope: 'loyalty:read' } as const
const write = { scope: 'loyalty:write' } as const

const list = workspaceRoute(read, {
  method: 'get',
  path: `${one}/invitations`,
  tags,
  summary: 'Invitations that were not withdrawn, the newest 500',
  request: { params, query: contract.clubFormat },
  responses: {
    200: json(contract.loyaltyInvitations, 'The invitations; all of them as CSV with format=csv, for who may export'),
  },
})
const make = workspaceRoute(write, {
  method: 'post',
  path: `${one}/invitations`,
  tags,
  summary: 'Invite to the programme, a level or a reward: by a link, or customers or a segment by name',
  request: { params, body: jsonBody(contract.inviteLoyalty) },
  responses: { 201: json(contract.loyaltyInvited, 'The link, or how many were invited') },
})
const withdraw = workspaceRoute(write, {
  method: 'delete',
  path: `${one}/invitations/{invitationId}`,
  tags,
  summary: 'Withdraw an invitation and what is held by it',
  request: { params: params.extend({ invitationId: z.uuid() }) },
  responses: { 204: { description: 'It stands no more' } },
})
const accept = deed(
  '/invitations/accept',
  'loyalty:serve',
  'A member says the code of an invitation',
  contract.acceptInvitationBody,
  contract.acceptedInvitation,
)

const invitationHeader = [
  ...['to', 'target', 'code', 'url', 'customer_id', 'name', 'note'],
  ...['most', 'used', 'until', 'invited_at'],
]

export function invitationRoutes(deps: CardDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    if (c.req.valid('query').format === 'json') return c.json(await listInvitations(deps, place), 200)
    await exportPeople(deps, c, place, 'invitations')
    const { invitations } = await listInvitations(deps, place, null)
    const rows = invitations.map((one) => [
      ...[one.kind, one.target, one.code, one.url, one.customerId, one.name, one.note],
      ...[one.most, one.used, one.until, one.at],
    ])
    return csvAnswer(c, 'loyalty-invitations.csv', invitationHeader, rows) as never
  })
  router.openapi(make, async (c) => {
    const { until, ...asked } = c.req.valid('json')
    const ends = until === undefined ? {} : { until: Temporal.Instant.from(until) }
    return c.json(await invite(deps, placeAt(c, c.req.valid('param')), { ...asked, ...ends }), 201)
  })
  router.openapi(withdraw, async (c) => {
    const { invitationId, ...where } = c.req.valid('param')
    await withdrawInvitation(deps, placeAt(c, where), invitationId)
    return c.body(null, 204)
  })
  router.openapi(accept, async (c) =>
    c.json(await acceptInvitation(deps, placeAt(c, c.req.valid('param')), c.req.valid('json')), 200),
  )
  return router
}
