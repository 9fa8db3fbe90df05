import type { LoyaltyRules } from '#contract/loyalty'
import { segmentsOf } from '#modules/segments'
import { DomainError } from '#platform/errors'
import { invitedRewards } from '../invitations/invitations.repo.ts'
import type { Member } from '../ledger/book.ts'
import type { Desk } from '../ledger/desk.ts'

type Reward = LoyaltyRules['rewards'][number]

/** Somebody to whom rewards are offered. */
export type Listener = Pick<Member, 'memberId' | 'customerId' | 'tier'>
type WhyNot = 'tier' | 'invitation' | 'segment'

/** Says of each of these rewards why a member is not meant; undefined for one that is for them. */
export async function whyNotFor(
  desk: Desk,
  member: Listener,
  rewards: Reward[],
): Promise<(reward: Reward) => WhyNot | undefined> {
  const named = rewards.flatMap(({ segments = [], notSegments = [] }) => [...segments, ...notSegments])
  const isInvited = rewards.some(({ byInvitation }) => byInvitation)
  const invited = isInvited ? await invitedRewards(desk, member.memberId) : new Set<string>()
  const own =
    named.length > 0 && member.customerId !== null
      ? await segmentsOf(desk.tx, desk.workspaceId, member.customerId, named)
      : new Set<string>()
  return ({ id, tiers, byInvitation, segments, notSegments = [] }) => {
    if (tiers && (member.tier === null || !tiers.includes(member.tier))) return 'tier'
    if (byInvitation && !invited.has(id)) return 'invitation'
    const isMeant = !segments || segments.some((segment) => own.has(segment))
    return isMeant && !notSegments.some((segment) => own.has(segment)) ? undefined : 'segment'
  }
}

/** Throws reward_not_for_tier, reward_by_invitation, reward_not_for_segment. */
export async function refuseOthers(desk: Desk, member: Listener, reward: Reward): Promise<void> {
  const why = (await whyNotFor(desk, member, [reward]))(reward)
  if (why === 'tier')
    throw new DomainError('conflict', 'reward_not_for_tier', 'This reward is for members of other tiers.')
  if (why === 'invitation') throw new DomainError('conflict', 'reward_by_invitation', 'This reward is by invitation.')
  if (why === 'segment')
    throw new DomainError('conflict', 'reward_not_for_segment', 'This reward is for other customers.')
}
