import { z } from 'zod'

/** GET /api/v1/session: who is signed in and where; the console starts with it. */
export const session = z.object({
  person: z.object({ personId: z.string(), name: z.string(), email: z.string(), locale: z.string() }),
  workspace: z.object({
    workspaceId: z.uuid(),
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    locale: z.string(),
    silenceDays: z.number().nullable(),
    isSample: z.boolean(),
  }),
  role: z.enum(['owner', 'manager', 'marketer', 'agent', 'staff', 'viewer']),
})
export type Session = z.infer<typeof session>

/** GET /api/v1/setup: whether the first-run page is open. */
export const setupState = z.object({ needed: z.boolean() })
export const firstRun = z.object({
  token: z.string(),
  name: z.string().min(1).max(120),
  email: z.email(),
  password: z.string().min(10).max(200),
  workspaceName: z.string().min(1).max(120),
  timeZone: z.string(),
  currency: z.string().length(3),
  locale: z.enum(['en', 'hu', 'ru', 'fa', 'pl']),
})
export const signIn = z.object({ email: z.string(), password: z.string() })

export const apiKey = z.object({
  apiKeyId: z.uuid(),
  kind: z.enum(['write', 'server']),
  name: z.string(),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKey>
