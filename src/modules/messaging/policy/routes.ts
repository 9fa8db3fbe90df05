import { z } from '@hono/zod-openapi'
import { askTopic as askTopicBody, messageMix, messagePolicy } from '#contract/message-policy'
import { addSuppression as addSuppressionBody, listSuppressionsQuery, suppressionPage } from '#contract/messaging'
import { recordAudit } from '#modules/audit'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { askTopic } from './ask-topic.ts'
import { exportSuppressions } from './export-suppressions.ts'
import { listSuppressions } from './list-suppressions.ts'
import { readPolicy, savePolicy } from './policy.repo.ts'
import { readMix } from './read-mix.ts'
import { addSuppression, removeSuppression } from './suppressions.repo.ts'

const tags = ['Messages']
const read = { scope: 'messages:read' } as const
const write = { scope: 'messages:write' } as const

const getPolicy = workspaceRoute(read, {
  method: 'get',
  path: '/message-policy',
  tags,
  summary: 'What holds for every message, whoever sends it',
  responses: { 200: json(messagePolicy, 'The policy') },
})
const putPolicy = workspaceRoute(write, {
  method: 'put',
  path: '/message-policy',
  tags,
  summary: 'Change what holds for every message',
  request: { body: jsonBody(messagePolicy) },
  responses: { 200: json(messagePolicy, 'The policy') },
})
const mix = workspaceRoute(read, {
  method: 'get',
  path: '/message-mix',
  tags,
  summary: 'How many useful and promotional messages went out, by month',
  responses: { 200: json(messageMix, 'The last twelve months') },
})
const ask = workspaceRoute(write, {
  method: 'post',
  path: '/message-topics/{topic}/subscriptions',
  tags,
  summary: 'Somebody wants a topic: asks them to say so again from their own mailbox',
  request: { params: z.object({ topic: z.string().max(40) }), body: jsonBody(askTopicBody) },
  responses: { 202: { description: 'They were asked' } },
})
const suppressions = workspaceRoute(read, {
  method: 'get',
  path: '/message-suppressions',
  tags,
  summary: 'Addresses that get nothing, and why; the newest first',
  request: { query: listSuppressionsQuery },
  responses: { 200: json(suppressionPage, 'A page of them; CSV of all with format=csv, for who may export') },
})
const suppress = workspaceRoute(write, {
  method: 'post',
  path: '/message-suppressions',
  tags,
  summary: 'An address that must get nothing more: it bounced, or its owner complained',
  request: { body: jsonBody(addSuppressionBody) },
  responses: { 204: { description: 'Kept' } },
})
const release = workspaceRoute(write, {
  method: 'post',
  path: '/message-suppressions/release',
  tags,
  summary: 'An address that may get messages again',
  request: {
    body: jsonBody(
      z.union([z.object({ email: z.email().max(254) }), z.object({ suppressionId: z.string().max(100) })]),
    ),
  },
  responses: { 204: { description: 'It may' } },
})

export function policyRoutes(deps: MessagingDeps): Router {
  const { db, clock, secret } = deps
  const app = createRouter()
  app.openapi(getPolicy, async (c) => {
    const { workspaceId } = c.var
    return c.json(await inWorkspace(db, workspaceId, (tx) => readPolicy(tx, workspaceId)), 200)
  })
  app.openapi(putPolicy, async (c) => {
    const { workspaceId, actor } = c.var
    const policy = c.req.valid('json')
    await inWorkspace(db, workspaceId, async (tx) => {
      await savePolicy(tx, workspaceId, policy, clock.now())
      await recordAudit(tx, workspaceId, actor, {
        action: 'message_policy.changed',
        target: { kind: 'message_policy', id: workspaceId },
        detail: { perDay: policy.perDay, perWeek: policy.perWeek, consent: policy.consent },
      })
    })
    return c.json(policy, 200)
  })
  app.openapi(mix, async (c) => c.json(await readMix(deps, c.var.workspaceId), 200))
  app.openapi(ask, async (c) => {
    await askTopic(deps, c.var.workspaceId, c.req.valid('param').topic, c.req.valid('json').customerId)
    return c.body(null, 202)
  })
  app.openapi(suppressions, async (c) => {
    const { workspaceId, actor } = c.var
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const { header, rows } = await exportSuppressions(deps, workspaceId, actor, query.reason)
      return csvAnswer(c, 'suppressions.csv', header, rows) as never
    }
    return c.json(await inWorkspace(db, workspaceId, (tx) => listSuppressions(tx, workspaceId, query)), 200)
  })
  app.openapi(suppress, async (c) => {
    const { workspaceId, actor } = c.var
    const { email, reason } = c.req.valid('json')
    await inWorkspace(db, workspaceId, async (tx) => {
      const entry = { address: email, reason, source: 'manual', customerId: null, now: clock.now() }
      if (!(await addSuppression(tx, workspaceId, secret, entry))) return
      await recordAudit(tx, workspaceId, actor, {
        action: 'message_suppression.added',
        target: { kind: 'message_suppression' },
        detail: { reason },
      })
    })
    return c.body(null, 204)
  })
  app.openapi(release, async (c) => {
    const { workspaceId, actor } = c.var
    await inWorkspace(db, workspaceId, async (tx) => {
      if (!(await removeSuppression(tx, workspaceId, secret, c.req.valid('json')))) return
      await recordAudit(tx, workspaceId, actor, {
        action: 'message_suppression.removed',
        target: { kind: 'message_suppression' },
      })
    })
    return c.body(null, 204)
  })
  return app
}
