import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty-club'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { deed, keyed, one, params, placeAt, tags } from '../deed-route.ts'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { donatePoints } from './donate-points.ts'
import { readCauses } from './read-causes.ts'
import { tellCause, withdrawNews } from './tell-cause.ts'

const donate = deed(
  '/donate',
  'loyalty:serve',
  'Points of a member to a cause',
  contract.donateLoyalty,
  contract.loyaltyDonated,
)
const list = workspaceRoute(
  { scope: 'loyalty:read' },
  {
    method: 'get',
    path: `${one}/causes`,
    tags,
    summary: 'The causes members can give points to, what was given and what it did',
    request: { params, query: contract.clubFormat },
    responses: { 200: json(contract.loyaltyCauses, 'The causes; as CSV with format=csv') },
  },
)
const tell = workspaceRoute(
  { scope: 'loyalty:write' },
  {
    method: 'post',
    path: `${one}/causes/{causeId}/news`,
    tags,
    summary: 'Say what the points given to a cause did, and what was paid to it; every card shows it',
    request: { params: params.extend({ causeId: z.string().max(64) }), body: jsonBody(contract.tellCause) },
    responses: { 201: json(z.object({ newsId: z.uuid() }), 'It is told') },
  },
)
const withdraw = workspaceRoute(
  { scope: 'loyalty:write' },
  {
    method: 'delete',
    path: `${one}/causes/news/{newsId}`,
    tags,
    summary: 'Take back what was told of a cause',
    request: { params: params.extend({ newsId: z.uuid() }) },
    responses: { 204: { description: 'It is gone' } },
  },
)

const causeHeader = ['cause', 'points', 'givers', 'value_minor', 'paid_minor', 'currency']

export function causeRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(donate, async (c) => {
    const asked = { ...c.req.valid('json'), ...keyed(c.req.valid('header')) }
    return c.json(await donatePoints(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(list, async (c) => {
    const found = await readCauses(deps, placeAt(c, c.req.valid('param')))
    if (c.req.valid('query').format === 'json') return c.json(found, 200)
    const rows = found.causes.map((one) => [
      one.name,
      one.points,
      one.givers,
      one.valueMinor,
      one.paidMinor,
      found.currency,
    ])
    return csvAnswer(c, 'loyalty-causes.csv', causeHeader, rows) as never
  })
  router.openapi(tell, async (c) => {
    const { causeId, ...where } = c.req.valid('param')
    return c.json(await tellCause(deps, placeAt(c, where), { causeId, ...c.req.valid('json') }), 201)
  })
  router.openapi(withdraw, async (c) => {
    const { newsId, ...where } = c.req.valid('param')
    await withdrawNews(deps, placeAt(c, where), newsId)
    return c.body(null, 204)
  })
  return router
}
