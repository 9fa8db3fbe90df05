import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { getProgramme } from '../serving/programmes.ts'
import type { MemberState } from '../serving/read-member.ts'

export type OfferedReward = {
  rewardId: string
  name: string
  text: string | null
  cost: number
  left: number | null
  /** points that are still missing; 0 when it can be had now */
  missing: number
}

/** The rewards this member can have or work towards now, cheapest first: in time, for their tier, in stock, within their limit. */
export async function offeredRewards(deps: LoyaltyDeps, place: Place, state: MemberState): Promise<OfferedReward[]> {
  const { workspaceId, programmeId } = place
  const now = deps.clock.now()
  const read = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rules } = await getProgramme(tx, workspaceId, programmeId)
    const used = await sql<{ name: string; used: number }>`select name, used from loyalty_counters
      where workspace_id = ${workspaceId} and programme_id = ${programmeId}`.execute(tx)
    const mine = await sql<{ rewardId: string; count: number }>`select reward_id as "rewardId", count(*)::int as count
      from loyalty_vouchers where workspace_id = ${workspaceId} and member_id = ${state.memberId} group by 1`.execute(
      tx,
    )
    return { rewards: rules.rewards, used: used.rows, mine: mine.rows }
  })
  const isNow = ({ from, until }: { from?: string | undefined; until?: string | undefined }): boolean =>
    (from === undefined || Temporal.Instant.compare(Temporal.Instant.from(from), now) <= 0) &&
    (until === undefined || Temporal.Instant.compare(Temporal.Instant.from(until), now) > 0)
  return read.rewards
    .filter((reward) => isNow(reward) && (!reward.tiers || (state.tier !== null && reward.tiers.includes(state.tier))))
    .filter(({ id, perMember }) => {
      const had = read.mine.find(({ rewardId }) => rewardId === id)?.count ?? 0
      return perMember === undefined || had < perMember
    })
    .map(({ id, name, text, cost, stock }) => {
      const claimed = read.used.find((counter) => counter.name === `reward:${id}`)?.used ?? 0
      const left = stock === null ? null : Math.max(0, stock - claimed)
      return {
        rewardId: id,
        name: name ?? id,
        text: text ?? null,
        cost,
        left,
        missing: Math.max(0, cost - state.available),
      }
    })
    .filter(({ left }) => left !== 0)
    .sort((a, b) => a.cost - b.cost)
}
