import { z } from 'zod'
import { findingDecisions, findingKinds, outlierKinds, oversightSpans } from './loyalty-oversight-words.ts'

const whole = z.number().int()
const span = z.coerce
  .number()
  .refine((days): boolean => oversightSpans.some((one) => one === days))
  .default(30)
const format = z.enum(['json', 'csv']).default('json')

export const tillFiguresQuery = z.object({ days: span, format })

const tillFigures = {
  /** what was done and not taken back */
  deeds: whole,
  guests: whole,
  stamps: whole,
  points: whole,
  /** purchases that were typed in, minor units */
  purchases: whole,
  purchasesMinor: whole,
  rewards: whole,
  undone: whole,
  offline: whole,
  /** in what these figures stand out from the others' */
  outliers: z.array(z.enum(outlierKinds)),
}
export const tillFiguresAnswer = z.object({
  currency: z.string(),
  days: whole,
  shops: z.array(z.object({ shop: z.string().nullable(), tills: whole, ...tillFigures })),
  staff: z.array(z.object({ personId: z.uuid(), name: z.string().nullable(), ...tillFigures })),
})
export type TillFiguresAnswer = z.infer<typeof tillFiguresAnswer>
export type StaffFigures = TillFiguresAnswer['staff'][number]
export type ShopFigures = TillFiguresAnswer['shops'][number]

export const findingsQuery = z.object({ show: z.enum(['open', 'decided']).default('open'), format })
export const loyaltyFinding = z.object({
  /** kind and whom it is about; the same thing has the same name next time */
  finding: z.string(),
  kind: z.enum(findingKinds),
  /** the newest of what it rests on */
  at: z.string(),
  members: z.array(
    z.object({
      memberId: z.uuid(),
      customerId: z.uuid().nullable(),
      name: z.string().nullable(),
      isBlocked: z.boolean(),
    }),
  ),
  person: z.object({ personId: z.uuid(), name: z.string().nullable() }).nullable(),
  /** how many; of how many, or in what time; what is usual */
  count: whole,
  of: whole,
  usual: whole,
  decision: z
    .object({ decision: z.enum(findingDecisions), by: z.string().nullable(), at: z.string(), isOld: z.boolean() })
    .nullable(),
})
export type LoyaltyFinding = z.infer<typeof loyaltyFinding>
export const loyaltyFindings = z.object({ currency: z.string(), findings: z.array(loyaltyFinding) })
export type LoyaltyFindings = z.infer<typeof loyaltyFindings>

export const decideFinding = z.object({
  finding: z.string().min(1).max(200),
  decision: z.enum(findingDecisions),
})
