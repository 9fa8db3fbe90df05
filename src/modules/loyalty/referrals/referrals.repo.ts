import { sql } from 'kysely'
import type { ReferralDecision, ReferralDoubt } from '#contract/loyalty-oversight-words'
import type { Desk } from '../ledger/desk.ts'

export type Referral = {
  refereeId: string
  referrerId: string
  at: Date
  doubts: ReferralDoubt[]
  /** when the order came for which it waits */
  earnedAt: Date | null
  /** the rules that promised what it pays */
  version: number | null
  paidAt: Date | null
  lots: string[]
  decision: ReferralDecision | null
  decidedBy: string | null
  decidedAt: Date | null
}

const columns = sql`r.referee_id as "refereeId", r.referrer_id as "referrerId", r.at, r.doubts, r.earned_at as "earnedAt", r.version,
  r.paid_at as "paidAt", r.lots, r.decision, r.decided_by as "decidedBy", r.decided_at as "decidedAt"`

const mine = (desk: Desk) => sql`r.workspace_id = ${desk.workspaceId} and r.programme_id = ${desk.programmeId}`
const isWaiting = sql`r.earned_at is not null and r.paid_at is null and r.decision is null`

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
    version: 'version',
    paidAt: 'paid_at',
    lots: 'lots',
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
