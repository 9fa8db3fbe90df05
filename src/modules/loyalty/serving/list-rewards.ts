import { sql } from 'kysely'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'

export type RewardState = { rewardId: string; name: string | null; cost: number; claimed: number; left: number | null }

/** The rewards of a programme with what is left of them; null for as many as anybody likes. */
export async function listRewards(deps: LoyaltyDeps, place: Place): Promise<RewardState[]> {
  return await atDesk(deps, place, async (desk) => {
    const { rows } = await sql<{ name: string; used: number }>`select name, used from loyalty_counters
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}`.execute(desk.tx)
    return desk.rules.rewards.map(({ id, name = null, cost, stock }) => {
      const claimed = rows.find((row) => row.name === `reward:${id}`)?.used ?? 0
      return { rewardId: id, name, cost, claimed, left: stock === null ? null : Math.max(0, stock - claimed) }
    })
  })
}
