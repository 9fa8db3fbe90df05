import { z } from 'zod'
import { apiKeys, createApiKey as createApiKeyBody, createdApiKey } from '#contract/session'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import type { People } from './people.ts'

const tags = ['API keys']

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
    summary: 'Make a key; its secret is in this answer and never shown again',
    request: { body: jsonBody(createApiKeyBody) },
    responses: { 201: json(createdApiKey, 'The key with its secret') },
  },
)

const revoke = workspaceRoute(
  { scope: 'api-keys:write' },
  {
    method: 'delete',
    path: '/api-keys/{apiKeyId}',
    tags,
    summary: 'Revoke a key; it stops working within ten seconds everywhere',
    request: { params: z.object({ apiKeyId: z.uuid() }) },
    responses: { 204: { description: 'Revoked' } },
  },
)

export function apiKeyRoutes({ db }: People): Router {
  const router = createRouter()
  router.openapi(list, async (c) => c.json({ apiKeys: await listApiKeys(db, c.var.workspaceId) }, 200))
  router.openapi(create, async (c) => c.json(await createApiKey(db, c.var.workspaceId, c.req.valid('json')), 201))
  router.openapi(revoke, async (c) => {
    await revokeApiKey(db, c.var.workspaceId, c.req.valid('param').apiKeyId)
    return c.body(null, 204)
  })
  return router
}
