import { z } from 'zod'
import {
  apiKey,
  apiKeys,
  changeApiKey as changeApiKeyBody,
  createApiKey as createApiKeyBody,
  createdApiKey,
  rotateApiKey as rotateApiKeyBody,
} from '#contract/keys'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { changeApiKey, createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-keys.ts'
import type { People } from './people.ts'

const tags = ['API keys']
const params = z.object({ apiKeyId: z.uuid() })

const list = workspaceRoute(
  { scope: 'api-keys:read' },
  {
    method: 'get',
    path: '/api-keys',
    tags,
    summary: 'The keys of the workspace, newest first, without their secrets',
    responses: { 200: json(apiKeys, 'Keys') },
  },
)

const create = workspaceRoute(
  { scope: 'api-keys:write' },
  {
    method: 'post',
    path: '/api-keys',
    tags,
    summary: 'Make a key with its scopes, origins and expiry; its secret is in this answer and never shown again',
    request: { body: jsonBody(createApiKeyBody) },
    responses: { 201: json(createdApiKey, 'The key with its secret') },
  },
)

const change = workspaceRoute(
  { scope: 'api-keys:write' },
  {
    method: 'patch',
    path: '/api-keys/{apiKeyId}',
    tags,
    summary:
      'Change what a key is called, may do, where it works from and until when; in force within ten seconds everywhere',
    request: { params, body: jsonBody(changeApiKeyBody) },
    responses: { 200: json(apiKey, 'The key after the change') },
  },
)

const rotate = workspaceRoute(
  { scope: 'api-keys:write' },
  {
    method: 'post',
    path: '/api-keys/{apiKeyId}/rotation',
    tags,
    summary: 'Give a key a new secret; the old one works on for the hours you choose',
    request: { params, body: jsonBody(rotateApiKeyBody) },
    responses: { 200: json(createdApiKey, 'The key with its new secret') },
  },
)

const revoke = workspaceRoute(
  { scope: 'api-keys:write' },
  {
    method: 'delete',
    path: '/api-keys/{apiKeyId}',
    tags,
    summary: 'Revoke a key; it stops working within ten seconds everywhere',
    request: { params },
    responses: { 204: { description: 'Revoked' } },
  },
)

export function apiKeyRoutes({ db }: People): Router {
  const router = createRouter()
  router.openapi(list, async (c) => c.json({ apiKeys: await listApiKeys(db, c.var.workspaceId) }, 200))
  router.openapi(create, async (c) => c.json(await createApiKey(db, c.var, c.req.valid('json')), 201))
  router.openapi(change, async (c) =>
    c.json(await changeApiKey(db, c.var, c.req.valid('param').apiKeyId, c.req.valid('json')), 200),
  )
  router.openapi(rotate, async (c) => {
    const { overlapHours } = c.req.valid('json')
    return c.json(await rotateApiKey(db, c.var, c.req.valid('param').apiKeyId, overlapHours), 200)
  })
  router.openapi(revoke, async (c) => {
    await revokeApiKey(db, c.var, c.req.valid('param').apiKeyId)
    return c.body(null, 204)
  })
  return router
}
