import { sql } from 'kysely'
import type { ReferralDecision, ReferralDoubt } from '#contract/loyalty-oversight-words'
import type { Desk } from '../ledger/desk.ts'

export type Referral = {
  refereeId: string
  referrerId: string
  at: Date
  doubts: ReferralDoubt[]
  /** when the order came for which it waits or was paid, and where that stands in the ledger */
  earnedAt: Date | null
  earnedBy: string | null
  /** the rules that promised what it pays */
  version: number | null
  paidAt: Date | null
  lots: string[]
  /** when that order was given back although something of what was paid was spent: it waits for somebody to decide */
  returnedAt: Date | null
  decision: ReferralDecision | null
  decidedBy: string | null
  decidedAt: Date | null
}

const columns = sql`r.referee_id as "refereeId", r.referrer_id as "referrerId", r.at, r.doubts, r.earned_at as "earnedAt",
  r.earned_by as "earnedBy", r.version, r.paid_at as "paidAt", r.lots, r.returned_at as "returnedAt", r.decision, r.decided_by as "decidedBy", r.decided_at as "decidedAt"`

const mine = (desk: Desk) => sql`r.workspace_id = ${desk.workspaceId} and r.programme_id = ${desk.programmeId}`
const isWaiting = sql`r.earned_at is not null and r.decision is null and (r.paid_at is null or r.returned_at is not null)`

/** Under its lock; accounts are locked before it. */
export async function lockReferral(desk: Desk, refereeId: string): Promise<Referral | undefined> {
  const { rows } = await sql<Referral>`select ${columns} from loyalty_referrals r
    where ${mine(desk)} and r.referee_id = ${refereeId} for update`.execute(desk.tx)
  return rows[0]
}

export async function findReferral(desk: Desk, refereeId: string): Promise<Referral | undefined> {
  const { rows } = await sql<Referral>`select ${columns} from loyalty_referrals r
    where ${mine(desk)} and r.referee_id = ${refereeId}`.execute(desk.tx)
  return rows[0]
}

/** The one that a purchase was paid for, or for which it waits. */
export async function findReferralOf(desk: Desk, earnId: string): Promise<Referral | undefined> {
  const { rows } = await sql<Referral>`select ${columns} from loyalty_referrals r
    where ${mine(desk)} and r.earned_by = ${earnId}`.execute(desk.tx)
  return rows[0]
}

/** What waits for a look, the oldest first; or what was decided, the newest first. */
export async function readReferrals(desk: Desk, show: 'waiting' | 'decided'): Promise<Referral[]> {
  const which = show === 'waiting' ? isWaiting : sql`r.decision is not null`
  const order = show === 'waiting' ? sql`r.earned_at` : sql`r.decided_at desc`
  const { rows } = await sql<Referral>`select ${columns} from loyalty_referrals r
    where ${mine(desk)} and ${which} order by ${order} limit 500`.execute(desk.tx)
  return rows
}

export async function countWaiting(desk: Desk): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from loyalty_referrals r
    where ${mine(desk)} and ${isWaiting}`.execute(desk.tx)
  return rows[0]?.count ?? 0
}

export async function keepReferral(
  desk: Desk,
  refereeId: string,
  change: Partial<Omit<Referral, 'refereeId' | 'referrerId' | 'at'>>,
): Promise<void> {
  const names: Record<keyof typeof change, string> = {
    doubts: 'doubts',
    earnedAt: 'earned_at',
    earnedBy: 'earned_by',
    version: 'version',
    paidAt: 'paid_at',
    lots: 'lots',
    returnedAt: 'returned_at',
    decision: 'decision',
    decidedBy: 'decided_by',
    decidedAt: 'decided_at',
  }
  const sets = Object.entries(change).map(
    ([name, value]) => sql`${sql.ref(names[name as keyof typeof change])} = ${value}`,
  )
  await sql`update loyalty_referrals r set ${sql.join(sets)} where ${mine(desk)} and r.referee_id = ${refereeId}`.execute(
    desk.tx,
  )
}
