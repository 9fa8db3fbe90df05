import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { type Listener, whyNotFor } from './audience.ts'
import type { MemberState } from './read-member.ts'
import { isOffered } from './rewards.ts'

export type OfferedReward = {
  rewardId: string
  name: string
  text: string | null
  /** where it is handed over; null: everywhere */
  shops: string[] | null
  cost: number
  left: number | null
  /** this member was invited to it */
  byInvitation: boolean
  /** points that are still missing; 0 when it can be had now */
  missing: number
}

/** The rewards this member can have or work towards now, cheapest first: in time, meant for them, in stock, within their limit. */
export async function offeredRewards(deps: LoyaltyDeps, place: Place, state: MemberState): Promise<OfferedReward[]> {
  return await atDesk(deps, place, (desk) => offeredAtDesk(desk, state, state.available))
}

/** The same inside a transaction that is open already. What no reward asks for is not read. */
export async function offeredAtDesk(desk: Desk, member: Listener, available: number): Promise<OfferedReward[]> {
  const { rewards } = desk.rules
  if (rewards.length === 0) return []
  const claimed = rewards.some(({ stock }) => stock !== null) ? await readClaimed(desk) : new Map<string, number>()
  const had = rewards.some(({ perMember }) => perMember) ? await readHad(desk, member) : new Map<string, number>()
  const why = await whyNotFor(desk, member, rewards)
  return rewards
    .filter((reward) => isOffered(reward, desk.now) && why(reward) === undefined)
    .filter(({ id, perMember }) => perMember === undefined || (had.get(id) ?? 0) < perMember)
    .map((reward) => describe(reward, claimed.get(reward.id) ?? 0, available))
    .filter(({ left }) => left !== 0)
    .sort((a, b) => a.cost - b.cost)
}

function describe(
  { id, name, text, shops, cost, stock, byInvitation = false }: LoyaltyRules['rewards'][number],
  claimed: number,
  available: number,
): OfferedReward {
  return {
    rewardId: id,
    name: name ?? id,
    text: text ?? null,
    shops: shops ?? null,
    cost,
    left: stock === null ? null : Math.max(0, stock - claimed),
    byInvitation,
    missing: Math.max(0, cost - available),
  }
}

async function readClaimed(desk: Desk): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; used: number }>`select substr(name, 8) as id, used from loyalty_counters
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and name like 'reward:%'`.execute(
    desk.tx,
  )
  return new Map(rows.map(({ id, used }) => [id, used]))
}

async function readHad(desk: Desk, { memberId }: Listener): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`select reward_id as id, count(*)::int as count
    from loyalty_vouchers where workspace_id = ${desk.workspaceId} and member_id = ${memberId} group by 1`.execute(
    desk.tx,
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}
