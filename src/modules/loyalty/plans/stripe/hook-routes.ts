import { z } from '@hono/zod-openapi'
import { createRouter, publicRoute, type Router } from '#platform/http'
import type { CardDeps } from '../../cards/card-deps.ts'
import { hearStripe } from './hear-stripe.ts'

const hook = publicRoute(
  { maxBody: 512 * 1024 },
  {
    method: 'post',
    path: '/billing/stripe/{workspaceId}',
    tags: ['Loyalty'],
    summary: 'Where Stripe tells what was paid and what ended; believed by its signature',
    request: { params: z.object({ workspaceId: z.uuid() }) },
    responses: { 200: { description: 'Heard' } },
  },
)

export function billingHooks(deps: CardDeps): Router {
  const app = createRouter()
  app.openapi(hook, async (c) => {
    const signature = c.req.header('stripe-signature') ?? ''
    await hearStripe(deps, c.req.valid('param').workspaceId, { body: await c.req.text(), signature })
    return c.body(null, 200)
  })
  return app
}
