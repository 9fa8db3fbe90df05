import { z } from 'zod'

/** GET /api/v1/customers/{id}/erasure: what an erasure would remove, before anybody asks for it. */
export const erasurePreview = z.object({
  customerId: z.uuid(),
  /** profiles that were joined to this one go with it */
  profiles: z.number(),
  /** rows by kind: notes, events, orders… */
  rows: z.record(z.string(), z.number()),
})
export type ErasurePreview = z.infer<typeof erasurePreview>

export const erasure = z.object({
  erasureId: z.uuid(),
  requestedAt: z.iso.datetime(),
  requestedBy: z.string().nullable(),
  status: z.enum(['cleaning', 'done']),
  removed: z.record(z.string(), z.number()),
  finishedAt: z.iso.datetime().nullable(),
})
export type Erasure = z.infer<typeof erasure>
export const erasures = z.object({ erasures: z.array(erasure) })
export type Erasures = z.infer<typeof erasures>

/** The kinds of data that can be given an end. */
export const retentionKinds = [
  'events',
  'dead_letters',
  'import_files',
  'attachments',
  'tasks',
  'tickets',
  'messages',
  'survey_answers',
  'visitors',
  'silent_customers',
  'audit',
] as const
export type RetentionKind = (typeof retentionKinds)[number]

const days = z.number().int().min(1).max(36_500).nullable()

export const retentionPeriod = z.object({
  kind: z.enum(retentionKinds),
  /** null = for ever */
  days,
  usualDays: days,
  /** a shorter period is refused */
  leastDays: z.number().int(),
  /** what the next run would remove */
  due: z.number(),
})
export type RetentionPeriod = z.infer<typeof retentionPeriod>
export const retentionPeriods = z.object({ periods: z.array(retentionPeriod) })
export type RetentionPeriods = z.infer<typeof retentionPeriods>

/** PUT /api/v1/privacy/retention: kinds that are not named stay. */
export const changeRetention = z.object({ periods: z.array(z.object({ kind: z.enum(retentionKinds), days })).min(1) })
export type ChangeRetention = z.infer<typeof changeRetention>

/** POST /api/v1/privacy/retention/run */
export const retentionRun = z.object({ jobId: z.uuid() })
export type RetentionRun = z.infer<typeof retentionRun>
