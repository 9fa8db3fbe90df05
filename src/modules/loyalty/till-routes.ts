import { randomInt } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { deed, keyed, one, params, placeAt, tags } from './deed-route.ts'
import type { LoyaltyDeps } from './ledger/desk.ts'
import { referMember } from './referrals/refer-member.ts'
import { payWithCash } from './serving/cash.ts'
import { setBirthday } from './serving/change-member.ts'
import { earnPoints } from './serving/earn-points.ts'
import { grantPoints, spendPoints } from './serving/grant-points.ts'
import { joinProgramme } from './serving/join-programme.ts'
import { mergeMembers } from './serving/merge-members.ts'
import { joinPool, transferPoints } from './serving/move-points.ts'
import { quoteBasket } from './serving/quote-basket.ts'
import { findMember, readHistory, readMember } from './serving/read-member.ts'
import { redeemPoints } from './serving/redeem-points.ts'
import { refundOrder } from './serving/refund-order.ts'
import { returnCash } from './serving/return-cash.ts'
import { rollbackRedemption } from './serving/return-points.ts'
import { cancelRedemption, confirmRedemption } from './serving/settle-redemption.ts'
import { spinWheel } from './serving/spin-wheel.ts'
import { undoLastAward } from './serving/undo-award.ts'
import { undoLastSpend } from './serving/undo-spend.ts'

const join = deed(
  '/members',
  'loyalty:serve',
  'Make somebody a member, or find who they are already',
  contract.joinLoyalty,
  contract.loyaltyMember,
)
const quote = deed(
  '/quote',
  'loyalty:read',
  'What a basket would earn and what points could pay of it',
  contract.quoteLoyalty,
  contract.loyaltyQuote,
)
const earn = deed(
  '/earn',
  'loyalty:serve',
  'Points for a purchase; an order earns once',
  contract.earnLoyalty,
  contract.loyaltyEarned,
)
const grant = deed('/grant', 'loyalty:write', 'Points by hand', contract.grantLoyalty, contract.loyaltyPoints)
const spend = deed(
  '/spend',
  'loyalty:serve',
  'Points for something that is no order',
  contract.spendLoyalty,
  contract.loyaltyPoints,
)
const redeem = deed(
  '/redeem',
  'loyalty:serve',
  'Money off an order for points, at once or reserved',
  contract.redeemLoyalty,
  contract.loyaltyRedemption,
)
const rollback = deed(
  '/rollback',
  'loyalty:serve',
  'Give the points used on an order back, with their dates',
  contract.rollbackLoyalty,
  contract.loyaltyPoints,
)
const refund = deed(
  '/refund',
  'loyalty:serve',
  'Take back what a refunded part of an order had earned',
  contract.refundLoyalty,
  contract.loyaltyRefunded,
)
const undo = deed(
  '/undo',
  'loyalty:serve',
  'Take back the last points given; staff only their own',
  contract.forMember,
  contract.loyaltyPoints,
)
const payCash = deed(
  '/cash/pay',
  'loyalty:serve',
  'Pay with money that came back: what is asked, or what there is',
  contract.payCash,
  contract.loyaltyCashPaid,
)
const returnPaid = deed(
  '/cash/return',
  'loyalty:serve',
  'Give back the money that the last payment took',
  contract.forMember,
  z.object({ amountMinor: z.number().int() }),
)
const transfer = deed(
  '/transfer',
  'loyalty:serve',
  'Points from one member to another',
  contract.transferLoyalty,
  contract.loyaltyPoints,
)
const merge = deed(
  '/merge',
  'loyalty:write',
  'Two members are one person',
  contract.mergeLoyalty,
  contract.loyaltyMember,
)
const pool = deed(
  '/pools',
  'loyalty:serve',
  'A household: its members share their points',
  contract.poolLoyalty,
  z.object({ members: z.number().int() }),
)
const refer = deed(
  '/referrals',
  'loyalty:serve',
  'Who brought whom',
  contract.referLoyalty,
  z.object({ expiresAt: z.string() }),
)
const spin = deed(
  '/spin',
  'loyalty:serve',
  'A surprise within the budget',
  contract.forMember,
  z.object({ win: z.boolean(), points: z.number().int() }),
)
const undoSpend = deed(
  '/undo-spend',
  'loyalty:write',
  'Give back the last points that were taken by hand',
  contract.forMember,
  contract.loyaltyPoints,
)

const memberParams = params.extend({ memberId: z.uuid() })
const redemptionParams = params.extend({ redemptionId: z.uuid() })
const read = { scope: 'loyalty:read' } as const
const serve = { scope: 'loyalty:serve' } as const

const find = workspaceRoute(read, {
  method: 'get',
  path: `${one}/members`,
  tags,
  summary: 'A member by customer or reference',
  request: {
    params,
    query: z.object({ customerId: z.uuid().optional(), reference: z.string().max(100).optional() }),
  },
  responses: { 200: json(contract.loyaltyMember, 'The member as they stand now') },
})
const member = workspaceRoute(read, {
  method: 'get',
  path: `${one}/members/{memberId}`,
  tags,
  summary: 'A member as they stand now: points, tier, stamps, what expires next',
  request: { params: memberParams },
  responses: { 200: json(contract.loyaltyMember, 'The member') },
})
const birthday = workspaceRoute(serve, {
  method: 'put',
  path: `${one}/members/{memberId}/birthday`,
  tags,
  summary: 'Tell or correct a birthday; each year is celebrated once',
  request: { params: memberParams, body: jsonBody(contract.birthdayBody) },
  responses: { 200: json(contract.loyaltyMember, 'The member') },
})
const history = workspaceRoute(read, {
  method: 'get',
  path: `${one}/members/{memberId}/history`,
  tags,
  summary: 'What happened to a member, newest first',
  request: {
    params: memberParams,
    query: z.object({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  },
  responses: { 200: json(contract.loyaltyHistory, 'A page of the ledger') },
})
const confirm = workspaceRoute(serve, {
  method: 'post',
  path: `${one}/redemptions/{redemptionId}/confirm`,
  tags,
  summary: 'Spend what was reserved; again changes nothing',
  request: { params: redemptionParams },
  responses: { 200: json(contract.loyaltyRedemption, 'The redemption') },
})
const cancel = workspaceRoute(serve, {
  method: 'post',
  path: `${one}/redemptions/{redemptionId}/cancel`,
  tags,
  summary: 'Give back what was reserved; again changes nothing',
  request: { params: redemptionParams },
  responses: { 200: json(contract.loyaltyRedemption, 'The redemption') },
})

const instant = (text: string | undefined): Temporal.Instant | undefined =>
  text === undefined ? undefined : Temporal.Instant.from(text)

export function tillRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(join, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const { memberId } = await joinProgramme(deps, place, {
      ...c.req.valid('json'),
      isHost: c.var.actor.may('loyalty:write'),
    })
    return c.json(await readMember(deps, place, memberId), 200)
  })
  router.openapi(quote, async (c) =>
    c.json(await quoteBasket(deps, placeAt(c, c.req.valid('param')), c.req.valid('json')), 200),
  )
  router.openapi(earn, async (c) => {
    const { occurredAt, ...body } = c.req.valid('json')
    const asked = { ...body, occurredAt: instant(occurredAt), ...keyed(c.req.valid('header')) }
    return c.json(await earnPoints(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(grant, async (c) => {
    const { expiresAt, ...body } = c.req.valid('json')
    const ends = expiresAt === null ? null : instant(expiresAt)
    const asked = { ...body, expiresAt: ends, ...keyed(c.req.valid('header')) }
    return c.json(await grantPoints(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(spend, async (c) =>
    c.json(
      await spendPoints(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(redeem, async (c) =>
    c.json(
      await redeemPoints(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(rollback, async (c) =>
    c.json(
      await rollbackRedemption(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(refund, async (c) =>
    c.json(
      await refundOrder(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(undo, async (c) => {
    const ownOnly = !c.var.actor.may('loyalty:write')
    const asked = { ...c.req.valid('json'), ownOnly, ...keyed(c.req.valid('header')) }
    return c.json(await undoLastAward(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(payCash, async (c) => {
    const asked = { ...c.req.valid('json'), ...keyed(c.req.valid('header')) }
    return c.json(await payWithCash(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(returnPaid, async (c) => {
    const asked = { ...c.req.valid('json'), ...keyed(c.req.valid('header')) }
    return c.json(await returnCash(deps, placeAt(c, c.req.valid('param')), asked), 200)
  })
  router.openapi(transfer, async (c) =>
    c.json(
      await transferPoints(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(merge, async (c) => {
    const place = placeAt(c, c.req.valid('param'))
    const { memberId } = await mergeMembers(deps, place, c.req.valid('json'))
    return c.json(await readMember(deps, place, memberId), 200)
  })
  router.openapi(pool, async (c) =>
    c.json(await joinPool(deps, placeAt(c, c.req.valid('param')), c.req.valid('json')), 200),
  )
  router.openapi(refer, async (c) =>
    c.json(await referMember(deps, placeAt(c, c.req.valid('param')), c.req.valid('json')), 200),
  )
  router.openapi(spin, async (c) => {
    const asked = { ...c.req.valid('json'), ...keyed(c.req.valid('header')) }
    const draw = (): number => randomInt(2 ** 40) / 2 ** 40
    return c.json(await spinWheel(deps, placeAt(c, c.req.valid('param')), asked, draw), 200)
  })
  router.openapi(undoSpend, async (c) =>
    c.json(
      await undoLastSpend(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(find, async (c) => {
    const by = c.req.valid('query')
    return c.json(await findMember(deps, placeAt(c, c.req.valid('param')), by), 200)
  })
  router.openapi(member, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    return c.json(await readMember(deps, placeAt(c, where), memberId), 200)
  })
  router.openapi(birthday, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    await setBirthday(deps, placeAt(c, where), { memberId, ...c.req.valid('json') })
    return c.json(await readMember(deps, placeAt(c, where), memberId), 200)
  })
  router.openapi(history, async (c) => {
    const { memberId, ...where } = c.req.valid('param')
    return c.json(await readHistory(deps, placeAt(c, where), memberId, c.req.valid('query')), 200)
  })
  router.openapi(confirm, async (c) => {
    const { redemptionId, ...where } = c.req.valid('param')
    return c.json(await confirmRedemption(deps, placeAt(c, where), redemptionId), 200)
  })
  router.openapi(cancel, async (c) => {
    const { redemptionId, ...where } = c.req.valid('param')
    return c.json(await cancelRedemption(deps, placeAt(c, where), redemptionId), 200)
  })
  return router
}
