import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty-club'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { CardDeps } from '../cards/card-deps.ts'
import { deed, keyed, one, params, placeAt, tags } from '../deed-route.ts'
import { exportPeople } from '../export-people.ts'
import { atDesk } from '../ledger/desk.ts'
import { readCurrency } from '../reports/read-currency.ts'
import { cancelPlan } from './cancel-plan.ts'
import { listPlanMembers, planHeader } from './list-plan-members.ts'
import { payPlan } from './pay-plan.ts'
import { planFigures } from './read-plans.ts'
import { readStripeKeys, readStripeSettings, removeStripe, saveStripe } from './stripe/stripe-settings.ts'

const read = { scope: 'people:read' } as const
const write = { scope: 'people:write' } as const
const billing = '/loyalty/billing/stripe'

const list = workspaceRoute(
  { scope: 'loyalty:read' },
  {
    method: 'get',
    path: `${one}/plans`,
    tags,
    summary: 'Memberships that are paid for: who has them, what came in',
    request: { params, query: contract.clubFormat },
    responses: {
      200: json(contract.loyaltyPlans, 'The plans; who has or had one as CSV with format=csv, for who may export'),
    },
  },
)
const pay = deed(
  '/plans/pay',
  'loyalty:serve',
  'The fee of a plan was taken: it goes on from where it was paid to',
  contract.payLoyaltyPlan,
  contract.loyaltyPlanPaid,
)
const cancel = workspaceRoute(
  { scope: 'loyalty:serve' },
  {
    method: 'post',
    path: `${one}/members/{memberId}/plan/cancel`,
    tags,
    summary: 'Do not renew a member’s plan; it stays until the day that was paid for',
    request: { params: params.extend({ memberId: z.uuid() }) },
    responses: { 204: { description: 'It is not renewed' } },
  },
)
const settings = workspaceRoute(read, {
  method: 'get',
  path: billing,
  tags,
  summary: 'Whether Stripe collects the fees of plans, without any key',
  responses: { 200: json(contract.stripeSettings, 'What is set up') },
})
const save = workspaceRoute(write, {
  method: 'put',
  path: billing,
  tags,
  summary: 'The key with which Stripe collects the fees of plans',
  request: { body: jsonBody(contract.saveStripe) },
  responses: { 204: { description: 'Kept' } },
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: billing,
  tags,
  summary: 'Stripe collects nothing more for new members',
  responses: { 204: { description: 'Gone' } },
})

export function planRoutes(deps: CardDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    if (c.req.valid('query').format === 'csv') {
      await exportPeople(deps, c, place, 'plans')
      return csvAnswer(c, 'loyalty-memberships.csv', planHeader, await atDesk(deps, place, listPlanMembers)) as never
    }
    const found = await atDesk(deps, place, async (desk) => ({
      currency: await readCurrency(desk),
      isCollected: (await readStripeKeys(desk.tx, deps.secret, desk.workspaceId)) !== undefined,
      plans: await planFigures(desk),
    }))
    return c.json(found, 200)
  })
  router.openapi(pay, async (c) => {
    const asked = { ...c.req.valid('json'), ...keyed(c.req.valid('header')) }
    return c.json(await payPlan(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(cancel, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    await cancelPlan(deps, placeAt(c, where), memberId)
    return c.body(null, 204)
  })
  router.openapi(settings, async (c) => c.json(await readStripeSettings(deps, c.var.workspaceId), 200))
  router.openapi(save, async (c) => {
    await saveStripe(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(remove, async (c) => {
    await removeStripe(deps, c.var.workspaceId, c.var.actor)
    return c.body(null, 204)
  })
  return router
}
