import type { LoyaltyRulesInput } from '#contract/loyalty'
import type { I18n } from '../../i18n/use-i18n.ts'

type Say = Pick<I18n, 't' | 'number' | 'money'>

/** Causes, leaderboard, plans and invitations as plain sentences. */
export function sayClub(rules: LoyaltyRulesInput, currency: string, { t, money }: Say): string[] {
  const { causes = [], leaderboard, plans = [], byInvitation, tiers, rewards = [] } = rules
  return [
    ...(byInvitation ? [t('loyalty.say.by_invitation')] : []),
    ...(tiers?.levels ?? [])
      .filter((level) => level.byInvitation)
      .map(({ id }) => t('loyalty.say.level_invited', { tier: id })),
    ...rewards
      .filter((reward) => reward.byInvitation)
      .map(({ id, name }) => t('loyalty.say.reward_invited', { reward: name ?? id })),
    ...rewards
      .filter(({ segments, notSegments }) => segments || notSegments)
      .map(({ id, name }) => t('loyalty.say.reward_segments', { reward: name ?? id })),
    ...plans
      .filter(({ closed }) => !closed)
      .map(({ name, priceMinor, every = 'month' }) =>
        t(`loyalty.say.plan_${every}`, { name, amount: money(priceMinor, currency) }),
      ),
    ...causes
      .filter(({ closed }) => !closed)
      .map(({ name, pointValueMinor }) =>
        t('loyalty.say.cause', { name, amount: money(Math.floor(pointValueMinor * 100), currency) }),
      ),
    ...(leaderboard ? [t(`loyalty.say.board_${leaderboard.by ?? 'points'}`)] : []),
  ]
}
