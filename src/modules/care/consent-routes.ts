import { z } from '@hono/zod-openapi'
import { addConsent as addBody, consentLedger } from '#contract/care'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { CareDeps } from './care-deps.ts'
import { addConsent, listConsents } from './consents.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'

const tags = ['Consents']
const params = z.object({ id: z.uuid() })

const list = workspaceRoute(
  { scope: 'consents:read' },
  {
    method: 'get',
    path: '/customers/{id}/consents',
    tags,
    summary: 'What a customer agreed to and took back, with the proof',
    request: { params },
    responses: { 200: json(consentLedger, 'Newest first; the first entry of a channel and purpose is in force') },
  },
)
const add = workspaceRoute(
  { scope: 'consents:write' },
  {
    method: 'post',
    path: '/customers/{id}/consents',
    tags,
    summary: 'Record that a customer agreed, or took it back; entries are never changed',
    request: { params, body: jsonBody(addBody) },
    responses: { 201: json(consentLedger, 'The ledger afterwards') },
  },
)

export function consentRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const entries = await readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, listConsents)
    return c.json({ entries }, 200)
  })
  router.openapi(add, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId: c.req.valid('param').id }
    const entries = await changeCustomer(deps, who, (made) => addConsent(made, c.req.valid('json')))
    return c.json({ entries }, 201)
  })
  return router
}
