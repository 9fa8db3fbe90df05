import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty-club'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { one, params, placeAt, tags } from '../deed-route.ts'
import { exportPeople } from '../export-people.ts'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { readBoard } from './read-board.ts'
import { hideNickname, setNickname } from './set-nickname.ts'

const memberParams = params.extend({ memberId: z.uuid() })
const board = workspaceRoute(
  { scope: 'loyalty:read' },
  {
    method: 'get',
    path: `${one}/leaderboard`,
    tags,
    summary: 'Who asked to be on the leaderboard, by the names they chose, with their places in the running period',
    request: { params, query: contract.clubFormat },
    responses: { 200: json(contract.loyaltyBoard, 'The board; as CSV with format=csv, for who may export') },
  },
)
const nickname = workspaceRoute(
  { scope: 'loyalty:serve' },
  {
    method: 'put',
    path: `${one}/members/{memberId}/nickname`,
    tags,
    summary: 'Put a member who asks for it on the leaderboard by a name they choose; null takes them off',
    request: { params: memberParams, body: jsonBody(contract.nicknameBody) },
    responses: { 204: { description: 'Kept' } },
  },
)
const hide = workspaceRoute(
  { scope: 'loyalty:write' },
  {
    method: 'post',
    path: `${one}/members/{memberId}/nickname/hide`,
    tags,
    summary: 'Take a name off the leaderboard that should not be there; its holder may choose another one',
    request: { params: memberParams },
    responses: { 204: { description: 'It is hidden' } },
  },
)

const boardHeader = ['place', 'nickname', 'score', 'member', 'customer_id']

export function boardRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(board, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const found = await readBoard(deps, place)
    if (c.req.valid('query').format === 'json') return c.json(found, 200)
    await exportPeople(deps, c, place, 'leaderboard')
    const rows = found.rows.map((row) => [row.place, row.nickname, row.score, row.memberId, row.customerId])
    return csvAnswer(c, 'loyalty-leaderboard.csv', boardHeader, rows) as never
  })
  router.openapi(nickname, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    await setNickname(deps, placeAt(c, where), { memberId, ...c.req.valid('json') })
    return c.body(null, 204)
  })
  router.openapi(hide, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    await hideNickname(deps, placeAt(c, where), memberId)
    return c.body(null, 204)
  })
  return router
}
