import { z } from '@hono/zod-openapi'
import { changeCustomer as changeBody, createCustomer as createBody } from '#contract/customer-edits'
import { customerDetail } from '#contract/customers'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { getCustomer } from '../get-customer.ts'
import { changeCustomer, createCustomer, type EditDeps } from './change-customer.ts'

const tags = ['Customers']
const write = { scope: 'customers:write' } as const

const create = workspaceRoute(write, {
  method: 'post',
  path: '/customers',
  summary: 'Enter a customer by hand',
  tags,
  request: { body: jsonBody(createBody) },
  responses: { 201: json(customerDetail, 'The customer; conflict when somebody has this e-mail or phone already') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/customers/{id}',
  summary: 'Change name, e-mail, phone, tags and traits; null takes away',
  tags,
  request: { params: z.object({ id: z.uuid() }), body: jsonBody(changeBody) },
  responses: { 200: json(customerDetail, 'The customer as they are now') },
})

export function editRoutes(deps: EditDeps & { silenceDays: (workspaceId: string) => Promise<number> }): Router {
  const app = createRouter()
  app.openapi(create, async (c) => {
    const id = await createCustomer(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.json(await getCustomer(deps, c.var.workspaceId, id), 201)
  })
  app.openapi(change, async (c) => {
    const { id } = c.req.valid('param')
    const changed = await changeCustomer(deps, c.var.workspaceId, c.var.actor, id, c.req.valid('json'))
    return c.json(await getCustomer(deps, c.var.workspaceId, changed), 200)
  })
  return app
}
