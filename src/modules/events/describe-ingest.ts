import { z } from '@hono/zod-openapi'
import type { Router } from '#platform/http'

const tags = ['Ingestion']
const message = z.looseObject({
  type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']).optional(),
  messageId: z.string().optional(),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  event: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  traits: z.record(z.string(), z.unknown()).optional(),
  timestamp: z.string().optional(),
})
const segmentBatch = z.object({
  batch: z.array(message),
  sentAt: z.string().optional(),
  writeKey: z.string().optional(),
})
const posthogBatch = z.object({
  api_key: z.string(),
  batch: z.array(z.looseObject({ event: z.string(), distinct_id: z.string(), uuid: z.string().optional() })),
})

/** Puts the wire formats into the API's description; the routes themselves take whatever real clients send. */
export function describeIngest(app: Router): void {
  const body = (schema: z.ZodType) => ({ body: { required: true, content: { 'application/json': { schema } } } })
  const committed = (schema: z.ZodType) => ({
    200: {
      description: 'Committed; single bad events are in the dead letters',
      content: { 'application/json': { schema } },
    },
    400: { description: 'The body as a whole cannot be read or is too large' },
    401: { description: 'The key is not known' },
    503: { description: 'Too much waits to be processed; Retry-After says when to try again' },
  })
  const security = [{ writeKey: [] }]
  const success = z.object({ success: z.literal(true) })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/batch',
    summary: "Events as Segment's and RudderStack's clients send them",
    tags,
    security,
    request: body(segmentBatch),
    responses: committed(success),
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/track',
    summary: 'One event; /v1/identify, /page, /screen, /group and /alias take the other kinds',
    tags,
    security,
    request: body(message),
    responses: committed(success),
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/batch/',
    summary: "Events as PostHog's clients send them",
    tags,
    security: [],
    request: body(posthogBatch),
    responses: committed(z.object({ status: z.literal('Ok') })),
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/projects/{key}/settings',
    summary: 'What analytics.js asks for when it starts',
    tags,
    security: [],
    request: { params: z.object({ key: z.string() }) },
    responses: { 200: { description: 'Settings' }, 401: { description: 'The key is not known' } },
  })
}
