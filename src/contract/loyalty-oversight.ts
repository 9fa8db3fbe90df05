import { z } from 'zod'
import {
  findingDecisions,
  findingKinds,
  outlierKinds,
  oversightSpans,
  referralDecisions,
  referralDoubts,
} from './loyalty-oversight-words.ts'

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
const watchedMember = z.object({
  memberId: z.uuid(),
  customerId: z.uuid().nullable(),
  name: z.string().nullable(),
  isBlocked: z.boolean(),
})
export type WatchedMember = z.infer<typeof watchedMember>
export const loyaltyFinding = z.object({
  /** kind and whom it is about; the same thing has the same name next time */
  finding: z.string(),
  kind: z.enum(findingKinds),
  /** the newest of what it rests on */
  at: z.string(),
  members: z.array(watchedMember),
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

export const referralsQuery = z.object({ show: z.enum(['waiting', 'decided']).default('waiting'), format })
export const loyaltyReferral = z.object({
  /** who was brought: nobody is brought twice, so it names the referral */
  referee: watchedMember,
  referrer: watchedMember,
  /** when the one was brought, and when the order came that would pay both */
  at: z.string(),
  earnedAt: z.string(),
  /** when that order was given back, although something of what was paid for it was spent; null for one that was not */
  givenBackAt: z.string().nullable(),
  doubts: z.array(z.enum(referralDoubts)),
  referrerPoints: whole,
  refereePoints: whole,
  decision: z.object({ decision: z.enum(referralDecisions), by: z.string().nullable(), at: z.string() }).nullable(),
})
export type LoyaltyReferral = z.infer<typeof loyaltyReferral>
export const loyaltyReferrals = z.object({ referrals: z.array(loyaltyReferral) })
export type LoyaltyReferrals = z.infer<typeof loyaltyReferrals>

export const decideReferral = z.object({
  refereeId: z.uuid(),
  /** undone: it waits again. Of an order that was given back: approved, both keep their points; declined, what is left of them goes */
  decision: z.enum([...referralDecisions, 'undone']),
})
