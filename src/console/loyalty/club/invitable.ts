import type { LoyaltyRules } from '#contract/loyalty'
import type { InvitationKind } from '#contract/loyalty-club-words'

export type Invitable = { kind: InvitationKind; target: string }

/** What is by invitation in a programme: itself, levels, rewards. */
export function invitableOf({ byInvitation, tiers, rewards }: LoyaltyRules): Invitable[] {
  const levels = tiers?.levels.filter((level) => level.byInvitation) ?? []
  return [
    ...(byInvitation ? [{ kind: 'programme' as const, target: '' }] : []),
    ...levels.map(({ id }) => ({ kind: 'tier' as const, target: id })),
    ...rewards.filter((reward) => reward.byInvitation).map(({ id }) => ({ kind: 'reward' as const, target: id })),
  ]
}

/** What people call a level or a reward; nothing for the programme itself. */
export function nameOfTarget({ rewards }: LoyaltyRules, kind: InvitationKind, target: string): string {
  return kind === 'reward' ? (rewards.find(({ id }) => id === target)?.name ?? target) : target
}
