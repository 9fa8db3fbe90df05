import { sql } from 'kysely'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { codesLeft } from './listed-codes.ts'

export type RewardState = {
  rewardId: string
  name: string | null
  cost: number
  claimed: number
  left: number | null
  codeUsed: number
  codesLeft: number
}

/** The rewards of a programme with what is left of them; null for as many as anybody likes. */
export async function listRewards(deps: LoyaltyDeps, place: Place): Promise<RewardState[]> {
  return await atDesk(deps, place, async (desk) => {
    const { rows } = await sql<{ name: string; used: number }>`select name, used from loyalty_counters
      where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}`.execute(desk.tx)
    const listed = await codesLeft(desk)
    return desk.rules.rewards.map(({ id, name = null, cost, stock, fromList }) => {
      const used = (counter: string): number => rows.find((row) => row.name === `${counter}:${id}`)?.used ?? 0
      const [claimed, codeUsed] = [used('reward'), used('code')]
      const codes = listed.get(id) ?? 0
      const ofStock = stock === null ? null : Math.max(0, stock - claimed - codeUsed)
      const left = fromList ? Math.min(codes, ofStock ?? codes) : ofStock
      return { rewardId: id, name, cost, claimed, left, codeUsed, codesLeft: codes }
    })
  })
}
