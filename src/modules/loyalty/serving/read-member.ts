import { sql } from 'kysely'
import { customerFamily } from '#modules/customers'
import { prepared } from '#platform/postgres'
import { closeBooks } from '../ledger/advance.ts'
import { memberIn, noMember, resolveMember } from '../ledger/book.ts'
import { atDesk, atSeenDesk, type Desk, followRules, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { joinStanding } from '../ledger/standing.ts'
import { type OwnPlan, readOwnPlan } from '../plans/read-plans.ts'
import { readTierStanding } from '../reports/tier-standing.ts'
import { cashOf } from './cash.ts'
import { type ChallengeState, readChallenges } from './challenges.ts'
import { checkNamed } from './check-named.ts'
import { openMembers } from './with-member.ts'

export type MemberState = {
  memberId: string
  customerId: string | null
  reference: string | null
  mergedInto: string | null
  joinedAt: string
  birthday: string | null
  /** what can be spent; below zero while something is owed */
  available: number
  pending: number
  expiredTotal: number
  lifetime: number
  tier: string | null
  tierUntil: string | null
  pool: string | null
  nextExpiry: { at: string; points: number } | null
  stamps: number
  stampsRequired: number | null
  /** money back, to pay with here */
  cashMinor: number
  /** tier credits that count; null where tiers are not reached by them */
  credits: number | null
  rewardsReady: number
  plan: Pick<OwnPlan, 'planId' | 'name' | 'paidUntil' | 'isCancelled'> | null
  challenges: ChallengeState[]
}

/** A member as they stand now: what time has done since the last visit is posted first. Throws loyalty_member_not_found. */
export async function readMember(deps: LoyaltyDeps, place: Place, memberId: string): Promise<MemberState> {
  return await atSeenDesk(deps, place, async (desk) => {
    const { isDue, ...row } = await readRow(desk, memberId)
    if (!isDue) return await describe(desk, row)
    const id = (await resolveMember(desk, memberId)).memberId
    const [{ book }] = await openMembers(desk, [id])
    memberIn(book, id)
    await closeBooks(desk, [book])
    const { isDue: _, ...after } = await readRow(desk, memberId)
    return await describe(desk, after)
  })
}

type Row = Omit<
  MemberState,
  'joinedAt' | 'tierUntil' | 'nextExpiry' | 'stampsRequired' | 'cashMinor' | 'credits' | 'plan' | 'challenges'
> & {
  joined: Date
  until: Date | null
  expiresAt: Date | null
  expiresPoints: number | null
}

/** `isDue`: time has done something that is to be posted first. The desk goes by the rules in force from here on. */
async function readRow(desk: Desk, memberId: string): Promise<Row & { isDue: boolean }> {
  const { rows } = await prepared<Row & { isDue: boolean; version: number; zone: string }>`
    select m.member_id as "memberId", m.customer_id as "customerId", m.reference, m.merged_into as "mergedInto", m.joined_at as joined,
      m.birthday, m.lifetime, m.tier, m.tier_until as until, a.pool, a.expired as "expiredTotal", s.balance as stamps,
      r.balance as "rewardsReady", a.balance - w.pending as available, w.pending, e.at as "expiresAt", e.points as "expiresPoints",
      (coalesce(a.next_due_at <= ${desk.now.toString()}, false) or coalesce(p.due_from <= a.account_id, false))
        and m.merged_into is null as "isDue", p.version, z.time_zone as zone
    from loyalty_members m
    join loyalty_accounts a on a.workspace_id = m.workspace_id and a.account_id = m.account_id
    join loyalty_accounts s on s.workspace_id = m.workspace_id and s.account_id = m.stamps_account_id
    join loyalty_accounts r on r.workspace_id = m.workspace_id and r.account_id = m.rewards_account_id
    join loyalty_programmes p on p.workspace_id = m.workspace_id and p.programme_id = m.programme_id
    join workspaces z on z.workspace_id = m.workspace_id
    ${joinStanding}
    where m.workspace_id = ${desk.workspaceId} and m.programme_id = ${desk.programmeId} and m.member_id = ${memberId}`.execute(
    desk.tx,
  )
  const [found] = rows
  if (!found) throw noMember()
  const { version, zone, ...row } = found
  await followRules(desk, { version, zone })
  return row
}

async function describe(desk: Desk, row: Row): Promise<MemberState> {
  const { joined, until, expiresAt, expiresPoints, ...rest } = row
  const { memberId } = row
  // Whoever was merged holds nothing any more, also where they were one of a household.
  const held = row.mergedInto === null ? {} : { available: 0, pending: 0 }
  const { credits, endsAt } = await readTierStanding(desk, memberId, row.tier)
  return {
    ...rest,
    ...held,
    joinedAt: joined.toISOString(),
    tierUntil: until?.toISOString() ?? endsAt?.toString() ?? null,
    nextExpiry: expiresAt === null ? null : { at: expiresAt.toISOString(), points: expiresPoints ?? 0 },
    stampsRequired: desk.rules.stamps?.required ?? null,
    cashMinor: desk.rules.cashback ? await cashOf(desk, memberId) : 0,
    credits,
    plan: row.mergedInto === null ? await planOf(desk, memberId) : null,
    challenges: row.mergedInto === null ? await readChallenges(desk, memberId) : [],
  }
}

async function planOf(desk: Desk, memberId: string): Promise<MemberState['plan']> {
  const own = await readOwnPlan(desk, memberId)
  return own ? { planId: own.planId, name: own.name, paidUntil: own.paidUntil, isCancelled: own.isCancelled } : null
}

/** Who is who at the till. Throws loyalty_member_not_found. */
export async function findMember(
  deps: LoyaltyDeps,
  place: Place,
  by: { customerId?: string | undefined; reference?: string | undefined },
): Promise<MemberState> {
  const memberId = await atDesk(deps, place, async (desk) => {
    checkNamed(by)
    const family = by.customerId === undefined ? [] : await customerFamily(desk.tx, desk.workspaceId, by.customerId)
    const { rows } = await sql<{ id: string }>`select member_id as id from loyalty_members
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
        and (customer_id = any(${family}::uuid[]) or reference = ${by.reference ?? null}::text)
      order by merged_into is not null, joined_at limit 1`.execute(desk.tx)
    const [row] = rows
    if (!row) throw noMember()
    return row.id
  })
  return await readMember(deps, place, memberId)
}

export type HistoryLine = {
  transactionId: string
  kind: string
  at: string
  order: string | null
  /** what it did to the member's points */
  points: number
  detail: Record<string, unknown>
}

/** What happened to a member, newest first. */
export async function readHistory(
  deps: LoyaltyDeps,
  place: Place,
  memberId: string,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<{ lines: HistoryLine[]; nextBefore: string | null }> {
  return await atDesk(deps, place, async (desk) => {
    await readRow(desk, memberId)
    const { rows } = await sql<Omit<HistoryLine, 'at'> & { at: Date }>`
      select t.transaction_id as "transactionId", t.kind, t.at, t.order_ref as "order", t.detail,
        coalesce((select sum(e.amount) from loyalty_entries e join loyalty_accounts a using (workspace_id, account_id)
          where e.workspace_id = t.workspace_id and e.transaction_id = t.transaction_id and e.currency = 'points'), 0)::bigint as points
      from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.member_id = ${memberId}
        and (${before ?? null}::uuid is null or t.transaction_id < ${before ?? null}::uuid)
      order by t.transaction_id desc limit ${limit + 1}`.execute(desk.tx)
    const lines = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }))
    return { lines, nextBefore: rows.length > limit ? (lines.at(-1)?.transactionId ?? null) : null }
  })
}
