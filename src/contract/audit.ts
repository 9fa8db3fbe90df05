import { z } from 'zod'
import { day } from './time.ts'

/** GET /api/v1/audit */
export const auditQuery = z.object({
  action: z.string().max(64).optional(),
  actor: z.uuid().optional(),
  target: z.string().max(200).optional(),
  from: day.optional(),
  to: day.optional(),
  cursor: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type AuditQuery = z.infer<typeof auditQuery>

export const auditLine = z.object({
  sequence: z.number(),
  at: z.iso.datetime(),
  actorKind: z.enum(['person', 'key', 'system']),
  actorId: z.uuid().nullable(),
  /** the person's or key's name as it is now; null when there is no such any more */
  actorName: z.string().nullable(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string().nullable(),
  /** false for a customer who was erased or removed: there is no page to go to */
  isThere: z.boolean(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditLine = z.infer<typeof auditLine>

export const auditPage = z.object({
  entries: z.array(auditLine),
  /** what the ids in these entries are called now, by id; what is gone or was erased has no name */
  names: z.record(z.string(), z.string()),
  nextCursor: z.number().nullable(),
  /** what happened in this workspace at least once, for the filter */
  actions: z.array(z.object({ action: z.string(), count: z.number() })),
})
export type AuditPage = z.infer<typeof auditPage>

/** GET /api/v1/audit/verification: whether the chain is as it was written. */
export const auditVerification = z.object({ entries: z.number(), brokenAt: z.number().nullable() })
export type AuditVerification = z.infer<typeof auditVerification>
