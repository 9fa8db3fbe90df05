import { z } from 'zod'

/** Kinds of long work; each has its words as `jobs.kind.<kind>`. */
export const jobKinds = [
  'import',
  'import_undo',
  'bulk_edit',
  'bulk_undo',
  'merge',
  'export',
  'erasure',
  'retention',
  'workspace_deletion',
  'rebuild',
  'recommendation',
  'experiment',
  'prediction',
  'loyalty_replay',
] as const
export type JobKind = (typeof jobKinds)[number]

const jobStatus = z.enum(['queued', 'running', 'done', 'failed', 'cancelled'])
export type JobStatus = z.infer<typeof jobStatus>

/** Long work and how far it is. */
export const job = z.object({
  jobId: z.uuid(),
  kind: z.enum(jobKinds),
  /** what is worked on, as a file's name */
  subject: z.string().nullable(),
  status: jobStatus,
  done: z.number(),
  /** null: not known how much there is */
  total: z.number().nullable(),
  ratePerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  error: z.object({ reason: z.string(), message: z.string() }).nullable(),
  /** where its outcome can be seen, as a path of the console */
  link: z.string().nullable(),
  /** who began it; null: the program itself, or a key */
  startedBy: z.string().nullable(),
  canCancel: z.boolean(),
  canRetry: z.boolean(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Job = z.infer<typeof job>

/** GET /api/v1/jobs: the newest first; `open` counts what waits or runs. */
export const jobList = z.object({ jobs: z.array(job), open: z.number() })
export type JobList = z.infer<typeof jobList>
