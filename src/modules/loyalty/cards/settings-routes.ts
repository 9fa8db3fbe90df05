import { z } from '@hono/zod-openapi'
import { cardSettings, saveAppleWallet, saveGoogleWallet, walletSettings } from '#contract/loyalty-cards'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { getRules } from '../serving/programmes.ts'
import type { CardDeps } from './card-deps.ts'
import { readCardLink, setCardLink } from './card-link.ts'
import {
  saveAppleWallet as keepApple,
  saveGoogleWallet as keepGoogle,
  readWallets,
  removeWallet,
} from './wallet/save-wallets.ts'

const tags = ['Loyalty']
const read = { scope: 'people:read' } as const
const write = { scope: 'people:write' } as const
const programme = z.object({ programmeId: z.uuid() })
const done = { 204: { description: 'Kept' } }

const readLink = workspaceRoute(read, {
  method: 'get',
  path: '/loyalty/programmes/{programmeId}/card-settings',
  tags,
  summary: 'Where cards of a programme lead beside the till',
  request: { params: programme },
  responses: { 200: json(cardSettings, 'The link, or none') },
})
const writeLink = workspaceRoute(write, {
  method: 'put',
  path: '/loyalty/programmes/{programmeId}/card-settings',
  tags,
  summary: 'A link on the cards of a programme: to order ahead or to book',
  request: { params: programme, body: jsonBody(cardSettings) },
  responses: done,
})
const wallets = workspaceRoute(read, {
  method: 'get',
  path: '/loyalty/wallets',
  tags,
  summary: 'Which wallets cards can be put into, without any key',
  responses: { 200: json(walletSettings, 'What is set up') },
})
const apple = workspaceRoute(write, {
  method: 'put',
  path: '/loyalty/wallets/apple',
  tags,
  summary: 'The certificate with which passes for Apple Wallet are signed',
  request: { body: jsonBody(saveAppleWallet) },
  responses: done,
})
const google = workspaceRoute(write, {
  method: 'put',
  path: '/loyalty/wallets/google',
  tags,
  summary: 'The service account with which cards are put into Google Wallet',
  request: { body: jsonBody(saveGoogleWallet) },
  responses: done,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/loyalty/wallets/{wallet}',
  tags,
  summary: 'Cards are put into this wallet no more',
  request: { params: z.object({ wallet: z.enum(['apple', 'google']) }) },
  responses: done,
})

/** What cards lead to, and the wallets they can be put into; for managers. */
export function cardSettingsRoutes(deps: CardDeps): Router {
  const router = createRouter()
  router.openapi(readLink, async (c) => {
    const { workspaceId } = c.var
    const { programmeId } = c.req.valid('param')
    const link = await inWorkspace(deps.db, workspaceId, async (tx) => {
      await getRules(tx, workspaceId, programmeId)
      return await readCardLink(tx, workspaceId, programmeId)
    })
    return c.json({ link: link ?? null }, 200)
  })
  router.openapi(writeLink, async (c) => {
    const { workspaceId, actor } = c.var
    const { programmeId } = c.req.valid('param')
    await setCardLink(deps, { workspaceId, programmeId, actor }, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(wallets, async (c) => c.json(await readWallets(deps, c.var.workspaceId), 200))
  router.openapi(apple, async (c) => {
    await keepApple(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(google, async (c) => {
    await keepGoogle(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(remove, async (c) => {
    await removeWallet(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').wallet)
    return c.body(null, 204)
  })
  return router
}
