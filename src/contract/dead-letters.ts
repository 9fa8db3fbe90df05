import { z } from 'zod'

export const deadLetter = z.object({
  deadLetterId: z.uuid(),
  receivedAt: z.iso.datetime(),
  source: z.string(),
  reason: z.string(),
  detail: z.string(),
  /** What the detail names: a field, a limit, a size. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  body: z.string(),
  status: z.enum(['open', 'replayed', 'discarded']),
})
export type DeadLetter = z.infer<typeof deadLetter>
export const deadLetterPage = z.object({
  deadLetters: z.array(deadLetter),
  nextCursor: z.string().nullable(),
  reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
})
export type DeadLetterPage = z.infer<typeof deadLetterPage>
