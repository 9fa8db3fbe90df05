import * as contract from '#contract/loyalty-oversight'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { one, params, placeAt, tags } from '../deed-route.ts'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { noteExport } from '../watch/note-export.ts'
import { decideReferral } from './decide-referral.ts'
import { listReferrals } from './list-referrals.ts'

const list = workspaceRoute(
  { scope: 'people:read' },
  {
    method: 'get',
    path: `${one}/referral-reviews`,
    tags,
    summary: 'Referrals that wait for somebody to look at them, or what was decided',
    request: { params, query: contract.referralsQuery },
    responses: { 200: json(contract.loyaltyReferrals, 'The referrals; as CSV with format=csv') },
  },
)
const decide = workspaceRoute(
  { scope: 'people:write' },
  {
    method: 'post',
    path: `${one}/referral-reviews/decide`,
    tags,
    summary: 'Approve a referral, which pays both; decline it; or let it wait again',
    request: { params, body: jsonBody(contract.decideReferral) },
    responses: { 204: { description: 'Kept' } },
  },
)

/** The queue of referrals, for managers. */
export function referralRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const { show, format } = c.req.valid('query')
    const referrals = await listReferrals(deps, place, show)
    if (format === 'json') return c.json({ referrals }, 200)
    await noteExport(deps, place, 'referrals')
    const rows = referrals.map((row) => [
      row.referrer.memberId,
      row.referee.memberId,
      row.at,
      row.earnedAt,
      row.doubts.join(' '),
      row.referrerPoints,
      row.refereePoints,
      row.decision?.decision ?? null,
      row.decision?.at ?? null,
      row.givenBackAt,
    ])
    return csvAnswer(c, 'loyalty-referrals.csv', header, rows) as never
  })
  router.openapi(decide, async (c) => {
    await decideReferral(deps, placeAt(c, c.req.valid('param')), c.req.valid('json'))
    return c.body(null, 204)
  })
  return router
}

const header = [
  'referrer',
  'referee',
  'at',
  'earned_at',
  'doubts',
  'referrer_points',
  'referee_points',
  'decision',
  'decided_at',
  'given_back_at',
]
