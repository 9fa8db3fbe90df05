import { z } from '@hono/zod-openapi'
import * as contract from '#contract/loyalty'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { deed, keyed, one, params, placeAt, tags } from './deed-route.ts'
import type { LoyaltyDeps } from './ledger/desk.ts'
import { listCodes } from './serving/listed-codes.ts'
import { claimReward, giveReward } from './serving/rewards.ts'
import { addStamps, redeemStamps } from './serving/stamps.ts'
import { checkVoucher, takeVoucher } from './serving/vouchers.ts'

const stamp = deed('/stamps', 'loyalty:serve', 'Stamps on the card', contract.stampLoyalty, contract.loyaltyStamped)
const stampRedeem = deed(
  '/stamps/redeem',
  'loyalty:serve',
  'Hand out the reward of a full card',
  contract.forMember,
  z.object({ transactionId: z.uuid(), rewardsReady: z.number().int() }),
)
const claim = deed(
  '/claim',
  'loyalty:serve',
  'A reward for points, as a voucher',
  contract.claimLoyalty,
  contract.loyaltyVoucher,
)
const voucher = deed(
  '/vouchers/use',
  'loyalty:serve',
  'Use a voucher, once',
  contract.takeVoucherBody,
  contract.loyaltyVoucherFacts,
)
const voucherCheck = deed(
  '/vouchers/check',
  'loyalty:serve',
  'What a voucher gives, without using it',
  contract.checkVoucherBody,
  contract.loyaltyVoucherFacts,
)
const give = deed(
  '/give',
  'loyalty:write',
  'A reward as a present, as a voucher',
  contract.giveLoyalty,
  contract.loyaltyVoucher,
)
const codes = workspaceRoute(
  { scope: 'loyalty:write', maxBody: 4 * 1024 * 1024 },
  {
    method: 'post',
    path: `${one}/rewards/{rewardId}/codes`,
    tags,
    summary: 'Put codes that were made elsewhere on a reward’s list; the same list again adds nothing',
    request: { params: params.extend({ rewardId: z.string().max(64) }), body: jsonBody(contract.listLoyaltyCodes) },
    responses: { 200: json(contract.listedLoyaltyCodes, 'How many are new, were known, and are left') },
  },
)

/** Stamps, rewards and their vouchers. */
export function rewardRoutes(deps: LoyaltyDeps): Router {
  const router = createRouter()
  router.openapi(stamp, async (c) =>
    c.json(
      await addStamps(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(stampRedeem, async (c) =>
    c.json(
      await redeemStamps(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(claim, async (c) =>
    c.json(
      await claimReward(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(voucher, async (c) =>
    c.json(
      await takeVoucher(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(voucherCheck, async (c) =>
    c.json(await checkVoucher(deps, placeAt(c, c.req.valid('param')), c.req.valid('json')), 200),
  )
  router.openapi(give, async (c) =>
    c.json(
      await giveReward(deps, placeAt(c, c.req.valid('param')), {
        ...c.req.valid('json'),
        ...keyed(c.req.valid('header')),
      }),
      200,
    ),
  )
  router.openapi(codes, async (c) => {
    const { rewardId, ...where } = c.req.valid('param')
    return c.json(await listCodes(deps, placeAt(c, where), { rewardId, ...c.req.valid('json') }), 200)
  })
  return router
}
