import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import encodeQR from 'qr'
import { addTillDevice, changeTillDevice, setTillPin, tillPairing, tillSettings } from '#contract/loyalty-cards'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../card-deps.ts'
import { addDevice, changeDevice, listDevices, removeDevice } from './devices.ts'
import { listTillStaff, removePin, setPin } from './pins.ts'

const tags = ['Loyalty']
const read = { scope: 'people:read' } as const
const write = { scope: 'people:write' } as const
const person = z.object({ personId: z.uuid() })
const gone = { 204: { description: 'Done' } }

const list = workspaceRoute(read, {
  method: 'get',
  path: '/loyalty/tills',
  tags,
  summary: 'Devices that are tills, and who serves at them',
  responses: { 200: json(tillSettings, 'Devices and people') },
})
const add = workspaceRoute(write, {
  method: 'post',
  path: '/loyalty/tills/devices',
  tags,
  summary: 'A link that makes the device it is opened on a till, once',
  request: { body: jsonBody(addTillDevice) },
  responses: { 201: json(tillPairing, 'The link, as text and as a QR code (SVG)') },
})
const change = workspaceRoute(write, {
  method: 'put',
  path: '/loyalty/tills/devices/{deviceId}',
  tags,
  summary: 'What a till is called, and in which shop it stands',
  request: { params: z.object({ deviceId: z.uuid() }), body: jsonBody(changeTillDevice) },
  responses: gone,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/loyalty/tills/devices/{deviceId}',
  tags,
  summary: 'A device is a till no more',
  request: { params: z.object({ deviceId: z.uuid() }) },
  responses: gone,
})
const set = workspaceRoute(write, {
  method: 'put',
  path: '/loyalty/tills/pins/{personId}',
  tags,
  summary: 'A PIN for somebody who serves, and what they may give at most',
  request: { params: person, body: jsonBody(setTillPin) },
  responses: gone,
})
const take = workspaceRoute(write, {
  method: 'delete',
  path: '/loyalty/tills/pins/{personId}',
  tags,
  summary: 'Take a PIN back',
  request: { params: person },
  responses: gone,
})

/** Devices and PINs, for managers. What is done at a till is in src/pages/staff. */
export function tillSettingsRoutes(deps: CardDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const found = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const shop = await sql<{ currency: string }>`select currency from workspaces
        where workspace_id = ${workspaceId}`.execute(tx)
      const currency = shop.rows[0]?.currency ?? 'EUR'
      return {
        devices: await listDevices(tx, workspaceId),
        staff: await listTillStaff(tx, workspaceId),
        currency,
      }
    })
    return c.json(found, 200)
  })
  router.openapi(add, async (c) => {
    const made = await addDevice(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.json({ ...made, picture: encodeQR(made.pairingUrl, 'svg', { border: 2, ecc: 'medium' }) }, 201)
  })
  router.openapi(change, async (c) => {
    await changeDevice(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').deviceId, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(remove, async (c) => {
    await removeDevice(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').deviceId)
    return c.body(null, 204)
  })
  router.openapi(set, async (c) => {
    const { personId } = c.req.valid('param')
    await setPin(deps, c.var.workspaceId, c.var.actor, personId, c.req.valid('json'))
    return c.body(null, 204)
  })
  router.openapi(take, async (c) => {
    await removePin(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').personId)
    return c.body(null, 204)
  })
  return router
}
