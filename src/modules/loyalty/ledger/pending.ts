import type { LoyaltyActor } from './desk.ts'
import type { Posting } from './post.ts'

export type Posted = Posting & { id: string; actor: LoyaltyActor }

/** What an order earned and by which rules, for its refund. */
type EarnedOrder = {
  ref: string
  memberId: string
  transactionId: string
  lotId: string | null
  basisMinor: number
  granted: number
  evaluation: unknown
  at: Temporal.Instant
}

type NewRedemption = {
  redemptionId: string
  order: string | undefined
  memberId: string
  points: number
  discountMinor: number
  status: 'reserved' | 'confirmed'
  expiresAt: string | null
  transactionId: string
}

/** The first answer to a request's key. */
type Answer = { key: string; hash: Buffer; answer: unknown }

/** What is done and not yet in the database. */
export type Pending = { postings: Posted[]; orders: EarnedOrder[]; redemptions: NewRedemption[]; answers: Answer[] }

export const pendingNothing = (): Pending => ({ postings: [], orders: [], redemptions: [], answers: [] })

/** What was pending, which is not any more. */
export function takePending(pending: Pending): Pending {
  const taken = { ...pending }
  Object.assign(pending, pendingNothing())
  return taken
}
