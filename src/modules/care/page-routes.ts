import { z } from '@hono/zod-openapi'
import { customerCare, favourites, presence } from '#contract/care'
import { DomainError } from '#platform/errors'
import { type Actor, createRouter, json, type Router, workspaceRoute } from '#platform/http'
import type { CareDeps } from './care-deps.ts'
import { readCustomer } from './in-customer.ts'
import { beat, leave } from './presence.ts'
import { readCare } from './read-care.ts'
import { readFavourites } from './read-favourites.ts'

const tags = ['Customers']
const read = { scope: 'customers:read' } as const
const params = z.object({ id: z.uuid() })

const care = workspaceRoute(read, {
  method: 'get',
  path: '/customers/{id}/care',
  tags,
  summary: 'Notes, dates, preferences, files, consents and risk of one customer in one answer',
  request: { params },
  responses: { 200: json(customerCare, 'Everything people know of the customer') },
})
const likes = workspaceRoute(read, {
  method: 'get',
  path: '/customers/{id}/favourites',
  tags,
  summary: 'What a customer buys most, when and where; recent orders count more',
  request: { params },
  responses: { 200: json(favourites, 'Read from the lines of their orders') },
})
const here = workspaceRoute(read, {
  method: 'put',
  path: '/customers/{id}/presence',
  tags,
  summary: 'Say that you have this page open (every 30 s), and hear who else has',
  request: { params },
  responses: { 200: json(presence, 'Colleagues who have the same page open') },
})
const gone = workspaceRoute(read, {
  method: 'delete',
  path: '/customers/{id}/presence',
  tags,
  summary: 'Say that you have closed this page',
  request: { params },
  responses: { 204: { description: 'Noted' } },
})

export function pageRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(care, async (c) => c.json(await readCare(deps, c.var.workspaceId, c.req.valid('param').id), 200))
  router.openapi(likes, async (c) =>
    c.json(await readFavourites(deps, c.var.workspaceId, c.req.valid('param').id), 200),
  )
  router.openapi(here, async (c) => {
    const personId = requirePerson(c.var.actor)
    const others = await readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, (tx, family) =>
      beat(tx, family, personId, deps.clock.now()),
    )
    return c.json(others, 200)
  })
  router.openapi(gone, async (c) => {
    const personId = requirePerson(c.var.actor)
    await readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, (tx, family) => leave(tx, family, personId))
    return c.body(null, 204)
  })
  return router
}

function requirePerson(actor: Actor): string {
  if (actor.kind === 'person') return actor.actorId
  throw new DomainError('forbidden', 'people_only', 'A key cannot do this; sign in instead.')
}
