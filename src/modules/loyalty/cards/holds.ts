import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { requireFree } from '../serving/blocked.ts'
import { offeredRewards } from '../serving/offered-rewards.ts'
import { readMember } from '../serving/read-member.ts'
import { reservePoints } from '../serving/redeem-points.ts'
import { type Claimed, claimAtDesk } from '../serving/rewards.ts'
import { cancelRedemption, releaseInBook } from '../serving/settle-redemption.ts'

/** So long somebody has to walk to the till. */
export const holdSeconds = 300

export type Hold = { holdId: string; rewardId: string | null; redemptionId: string | null; expiresAt: string }

/** What a member holds at the moment. */
export async function findHold(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  now: Temporal.Instant,
): Promise<Hold | undefined> {
  const { rows } = await sql<Omit<Hold, 'expiresAt'> & { ends: Date }>`
    select hold_id as "holdId", reward_id as "rewardId", redemption_id as "redemptionId", expires_at as ends from loyalty_card_holds
    where workspace_id = ${workspaceId} and member_id = ${memberId} and state = 'held' and expires_at > ${now.toString()}`.execute(
    tx,
  )
  const [row] = rows
  return row && { ...row, expiresAt: row.ends.toISOString() }
}

/**
 * Holds a reward for the way to the till, instead of what was held before: its points are nobody else's until then. Null is the reward
 * of a full card. Throws no_reward_ready, reward_not_found, not_enough_points, member_blocked.
 */
export async function holdReward(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, rewardId }: { memberId: string; rewardId: string | null },
): Promise<Hold> {
  await inWorkspace(deps.db, place.workspaceId, (tx) => requireFree(tx, place.workspaceId, memberId))
  await endHold(deps, place, memberId, 'cancelled')
  const state = await readMember(deps, place, memberId)
  if (rewardId === null && state.rewardsReady < 1)
    throw new DomainError('conflict', 'no_reward_ready', 'No card is full.')
  const reward =
    rewardId === null
      ? undefined
      : (await offeredRewards(deps, place, state)).find((offered) => offered.rewardId === rewardId)
  if (rewardId !== null && !reward)
    throw new DomainError('not_found', 'reward_not_found', 'This programme has no such reward.')
  const reserved =
    reward && reward.cost > 0
      ? await reservePoints(deps, place, { memberId, points: reward.cost, seconds: holdSeconds })
      : undefined
  const now = deps.clock.now()
  const hold: Hold = {
    holdId: newId(),
    rewardId,
    redemptionId: reserved?.redemptionId ?? null,
    expiresAt: reserved?.expiresAt ?? now.add({ seconds: holdSeconds }).toString(),
  }
  const isKept = await inWorkspace(deps.db, place.workspaceId, async (tx) => {
    await closeOver(tx, place.workspaceId, memberId, now)
    const added = await sql`insert into loyalty_card_holds
        (workspace_id, hold_id, programme_id, member_id, reward_id, redemption_id, state, created_at, expires_at)
      values (${place.workspaceId}, ${hold.holdId}, ${place.programmeId}, ${memberId}, ${rewardId}, ${hold.redemptionId}, 'held',
        ${now.toString()}, ${hold.expiresAt}) on conflict do nothing`.execute(tx)
    return added.numAffectedRows === 1n
  })
  if (!isKept) {
    // The same finger twice: the other one holds it.
    if (hold.redemptionId) await cancelRedemption(deps, place, hold.redemptionId)
    throw new DomainError('conflict', 'held_already', 'Something is held already.')
  }
  return hold
}

/** Ends what is held, given back or about to be handed over; returns what it was. Points that were held are the member's again. */
export async function endHold(
  deps: LoyaltyDeps,
  place: Place,
  memberId: string,
  state: 'cancelled' | 'handed_over',
): Promise<Hold | undefined> {
  const { workspaceId } = place
  const hold = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const found = await findHold(tx, workspaceId, memberId, deps.clock.now())
    if (found)
      await sql`update loyalty_card_holds set state = ${state} where workspace_id = ${workspaceId}
        and hold_id = ${found.holdId} and state = 'held'`.execute(tx)
    return found
  })
  if (hold?.redemptionId) await cancelRedemption(deps, place, hold.redemptionId)
  return hold
}

/**
 * Hands over a reward, held or not: what is held is let go and claimed in one transaction, so that nothing is lost and nobody else gets
 * the points in between. Throws what claiming throws, and then everything stays held.
 */
export async function claimHeld(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, rewardId, key }: { memberId: string; rewardId: string; key: string },
): Promise<Claimed> {
  const claim = { memberId, rewardId }
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { claim }, () =>
      claimAtDesk(desk, claim, async (at) => {
        const { rows } = await sql<{ redemptionId: string | null }>`update loyalty_card_holds set state = 'handed_over'
          where workspace_id = ${desk.workspaceId} and member_id = ${at.member.memberId} and state = 'held'
          returning redemption_id as "redemptionId"`.execute(desk.tx)
        for (const { redemptionId } of rows) if (redemptionId !== null) await releaseInBook(at, redemptionId)
      }),
    ),
  )
}

async function closeOver(tx: Tx, workspaceId: string, memberId: string, now: Temporal.Instant): Promise<void> {
  await sql`update loyalty_card_holds set state = 'cancelled' where workspace_id = ${workspaceId} and member_id = ${memberId}
    and state = 'held' and expires_at <= ${now.toString()}`.execute(tx)
}
