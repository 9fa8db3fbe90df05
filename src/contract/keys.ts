import { z } from 'zod'
import { isOrigin } from './origin.ts'
import { keyScopes, type Scope } from './permissions.ts'
import { instant } from './time.ts'

const name = z.string().trim().min(1).max(120)
const scope = z.enum(keyScopes as [Scope, ...Scope[]])

/** The scheme, host and port of a page, as browsers send it: https://shop.example */
const keyOrigin = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .refine(isOrigin, { message: 'An origin as https://shop.example, without a path' })

const origins = z.array(keyOrigin).max(20)
const scopes = z.array(scope).min(1).max(60)

export const apiKey = z.object({
  apiKeyId: z.uuid(),
  kind: z.enum(['write', 'server']),
  name: z.string(),
  /** the beginning of the key, enough to tell it from others */
  prefix: z.string(),
  /** of a server key; null: everything a server key may do. A write key only sends events. */
  scopes: z.array(z.string()).nullable(),
  /** of a write key: pages that may use it; empty: any */
  origins: z.array(z.string()),
  createdAt: z.iso.datetime(),
  createdBy: z.string().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  rotatedAt: z.iso.datetime().nullable(),
  /** until when the secret before the last rotation still works; null: it does not */
  previousUntil: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKey>
export const apiKeys = z.object({ apiKeys: z.array(apiKey) })
export type ApiKeys = z.infer<typeof apiKeys>

/** POST /api/v1/api-keys and its answer; `secret` is shown this once. */
export const createApiKey = z.object({
  kind: z.enum(['write', 'server']),
  name,
  scopes: scopes.nullable().optional(),
  origins: origins.optional(),
  expiresAt: instant.nullable().optional(),
})
export type CreateApiKey = z.infer<typeof createApiKey>
export const createdApiKey = apiKey.extend({ secret: z.string() })
export type CreatedApiKey = z.infer<typeof createdApiKey>

/** PATCH /api/v1/api-keys/{apiKeyId}: what is not given stays. */
export const changeApiKey = z.object({
  name: name.optional(),
  scopes: scopes.nullable().optional(),
  origins: origins.optional(),
  expiresAt: instant.nullable().optional(),
})
export type ChangeApiKey = z.infer<typeof changeApiKey>

/** POST /api/v1/api-keys/{apiKeyId}/rotation: for how many hours the old secret works beside the new one. */
export const rotateApiKey = z.object({ overlapHours: z.number().int().min(0).max(168) })
export type RotateApiKey = z.infer<typeof rotateApiKey>
