/** What phones ask for passes in Apple Wallet (Apple's web service, version 1): to hear of changes, and for the pass anew. */
import { timingSafeEqual } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  addPhone,
  applePassOf,
  type Card,
  type CardDeps,
  changedAt,
  findCard,
  listChanged,
  passToken,
  removePhone,
} from '#modules/loyalty'
import { type AppEnv, createRouter, publicRoute, type Router } from '#platform/http'
import { inWorkspace } from '#platform/postgres'

const base = '/wallet/apple/{workspaceId}/v1'
const tags = ['Member pages']
const phone = z.object({
  workspaceId: z.uuid(),
  deviceId: z.string().min(1).max(100),
  passTypeId: z.string().max(200),
  serial: z.uuid(),
})
const answers = { 200: { description: 'Done' }, 401: { description: 'Not the token of this pass' } }

const register = publicRoute(
  { maxBody: 4 * 1024 },
  {
    method: 'post',
    path: `${base}/devices/{deviceId}/registrations/{passTypeId}/{serial}`,
    tags,
    summary: 'A phone wants to hear when its pass changes',
    request: { params: phone },
    responses: { ...answers, 201: { description: 'New' }, 400: { description: 'No token to reach the phone by' } },
  },
)
const unregister = publicRoute(
  { maxBody: 1024 },
  {
    method: 'delete',
    path: `${base}/devices/{deviceId}/registrations/{passTypeId}/{serial}`,
    tags,
    summary: 'A phone has removed its pass',
    request: { params: phone },
    responses: answers,
  },
)
const log = publicRoute(
  { maxBody: 16 * 1024 },
  {
    method: 'post',
    path: `${base}/log`,
    tags,
    summary: 'What a phone complains about',
    request: { params: z.object({ workspaceId: z.uuid() }) },
    responses: { 200: { description: 'Heard' } },
  },
)

type Asked = Context<AppEnv>
const isUuid = (text: string): boolean => z.uuid().safeParse(text).success

export function walletPages(deps: CardDeps): Router {
  const app = createRouter()
  const find = async (c: Asked): Promise<Card | undefined> => {
    const [workspaceId, cardId] = [c.req.param('workspaceId') ?? '', c.req.param('serial') ?? '']
    if (!isUuid(workspaceId) || !isUuid(cardId)) return undefined
    const expected = Buffer.from(passToken(deps.secret, { workspaceId, cardId }))
    const given = Buffer.from((c.req.header('authorization') ?? '').replace(/^ApplePass /, ''))
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    return await inWorkspace(deps.db, workspaceId, (tx) => findCard(tx, workspaceId, { cardId }))
  }
  app.openapi(register, async (c) => {
    const card = await find(c)
    if (!card) return c.body(null, 401)
    const body = z
      .object({ pushToken: z.string().regex(/^[\da-f]{16,200}$/i) })
      .safeParse(await c.req.json().catch(() => null))
    if (!body.success) return c.body(null, 400)
    const { workspaceId, cardId } = card
    const { deviceId } = c.req.valid('param')
    const added = { workspaceId, cardId, deviceId, pushToken: body.data.pushToken }
    const isNew = await inWorkspace(deps.db, workspaceId, (tx) => addPhone(tx, deps.secret, added, deps.clock.now()))
    return c.body(null, isNew ? 201 : 200)
  })
  app.openapi(unregister, async (c) => {
    const card = await find(c)
    if (!card) return c.body(null, 401)
    const { workspaceId, cardId } = card
    const { deviceId } = c.req.valid('param')
    await inWorkspace(deps.db, workspaceId, (tx) => removePhone(tx, workspaceId, deviceId, cardId))
    return c.body(null, 200)
  })
  app.openapi(log, (c) => c.body(null, 200))
  // Apple asks this without a token: which phone has which passes is no secret of anybody's points.
  app.get('/wallet/apple/:workspaceId/v1/devices/:deviceId/registrations/:passTypeId', async (c) => {
    const workspaceId = c.req.param('workspaceId')
    if (!isUuid(workspaceId)) return c.body(null, 404)
    const since = new Date(Number(c.req.query('passesUpdatedSince') ?? 0) || 0)
    const { cardIds, last } = await inWorkspace(deps.db, workspaceId, (tx) =>
      listChanged(tx, workspaceId, c.req.param('deviceId').slice(0, 100), since),
    )
    if (last === null) return c.body(null, 204)
    return c.json({ serialNumbers: cardIds, lastUpdated: String(last.getTime()) })
  })
  app.get('/wallet/apple/:workspaceId/v1/passes/:passTypeId/:serial', async (c) => {
    const card = await find(c)
    if (!card) return c.body(null, 401)
    const at = await inWorkspace(deps.db, card.workspaceId, (tx) => changedAt(tx, card.workspaceId, card.cardId))
    const known = Date.parse(c.req.header('if-modified-since') ?? '')
    if (at && known >= Math.floor(at.getTime() / 1000) * 1000) return c.body(null, 304)
    return await answerPass(deps, c, card)
  })
  return app
}

/** The pass as a file that a phone opens in its wallet. */
export async function answerPass(deps: CardDeps, c: Asked, card: Card): Promise<Response> {
  const pass = await applePassOf(deps, card)
  if (!pass) return c.body(null, 404)
  const at = await inWorkspace(deps.db, card.workspaceId, (tx) => changedAt(tx, card.workspaceId, card.cardId))
  c.header('Content-Type', 'application/vnd.apple.pkpass')
  c.header('Content-Disposition', 'attachment; filename="card.pkpass"')
  c.header('Cache-Control', 'no-store')
  if (at) c.header('Last-Modified', at.toUTCString())
  return c.body(new Uint8Array(pass))
}
