import type { LoyaltyRulesInput } from '#contract/loyalty'
import { clockText } from '../i18n/clock-text.ts'
import type { I18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'

type Say = Pick<I18n, 't' | 'number' | 'money' | 'percent' | 'locale' | 'day'>
type EarnRule = NonNullable<LoyaltyRulesInput['earn']>[number]
type Multiplier = NonNullable<LoyaltyRulesInput['multipliers']>[number]

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** The rules of a programme as plain sentences, what earns first. */
export function sayRules(rules: LoyaltyRulesInput, currency: string, say: Say): string[] {
  return [
    ...sayEarning(rules, currency, say),
    ...sayRewards(rules, currency, say),
    ...sayTime(rules, say),
    ...sayTiers(rules, currency, say),
    ...sayPeople(rules, currency, say),
  ]
}

/** Behind “fill a card”: what it is worth, or nothing. */
export const rewardText = (reward: string | undefined): string => (reward ? `: ${reward}` : '')

export function sayEarnRule(rule: EarnRule, currency: string, { t, money }: Say): string {
  const { points, when = 'purchase', perMinor, perItemSku, minMinor } = rule
  const least = minMinor ? ` ${t('loyalty.say.least', { amount: money(minMinor, currency) })}` : ''
  if (when === 'sign_up') return t('loyalty.say.sign_up', { points })
  if (when !== 'purchase') return t('loyalty.say.event', { points, event: when })
  if (perItemSku !== undefined) return t('loyalty.say.product', { points, product: perItemSku }) + least
  if (perMinor !== undefined) return t('loyalty.say.spend', { points, amount: money(perMinor, currency) }) + least
  return t('loyalty.say.visit', { points }) + least
}

export function sayMultiplier({ factor, add, weekdays, from, to, tiers }: Multiplier, say: Say): string {
  const { t, number, locale } = say
  const names = weekdayNames(locale, 'short')
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const when = [
    ...(weekdays ? [list.format(weekdays.map((name) => names[days.indexOf(name)] ?? name))] : []),
    ...(from && to ? [t('loyalty.say.hours', { from: clockText(from, locale), to: clockText(to, locale) })] : []),
    ...(tiers ? [list.format(tiers)] : []),
  ].join(', ')
  const more = factor === undefined ? `+${number(add ?? 0)}` : `×${number(factor, 2)}`
  return when === '' ? t('loyalty.say.times_always', { more }) : t('loyalty.say.times', { more, when })
}

function sayEarning(
  { earn = [], multipliers = [], stamps, memberDailyCap, orders }: LoyaltyRulesInput,
  currency: string,
  say: Say,
): string[] {
  const { t, money } = say
  return [
    ...(stamps ? [t('loyalty.say.stamps', { required: stamps.required, reward: rewardText(stamps.reward) })] : []),
    ...(stamps?.welcome ? [t('loyalty.say.welcome', { stamps: stamps.welcome })] : []),
    ...(stamps?.minMinor ? [t('loyalty.say.stamps_least', { amount: money(stamps.minMinor, currency) })] : []),
    ...(stamps?.perDay ? [t('loyalty.say.stamps_day', { stamps: stamps.perDay })] : []),
    ...earn.map((rule) => sayEarnRule(rule, currency, say)),
    ...multipliers.map((one) => sayMultiplier(one, say)),
    ...(memberDailyCap ? [t('loyalty.say.day_cap', { points: memberDailyCap })] : []),
    ...(orders ? [t(`loyalty.say.orders_${orders.who ?? 'members'}`)] : []),
  ]
}

function sayRewards({ rewards = [], redeem }: LoyaltyRulesInput, currency: string, { t, money }: Say): string[] {
  return [
    ...(redeem
      ? [t('loyalty.say.redeem', { points: redeem.points, amount: money(redeem.amountMinor, currency) })]
      : []),
    ...rewards.slice(0, 4).map(({ name, id, cost }) => t('loyalty.say.reward', { points: cost, reward: name ?? id })),
    ...(rewards.length > 4 ? [t('loyalty.say.rewards_more', { rewards: rewards.length - 4 })] : []),
  ]
}

function sayTime({ pending, expiry, refund }: LoyaltyRulesInput, { t }: Say): string[] {
  return [
    ...(pending?.days ? [t('loyalty.say.pending', { days: pending.days })] : []),
    ...(expiry ? [t(`loyalty.say.expiry.${expiry.kind}`, { n: expiry.n })] : []),
    ...(expiry?.remindDays ? [t('loyalty.say.remind', { days: expiry.remindDays })] : []),
    ...(refund ? [t(`loyalty.say.refund.${refund.policy ?? 'allow_negative'}`)] : []),
  ]
}

function sayTiers({ tiers }: LoyaltyRulesInput, currency: string, { t, number, money, locale }: Say): string[] {
  if (!tiers) return []
  const amount = (min: number) => (tiers.mode === 'calendar_year_spend' ? money(min, currency, 'whole') : number(min))
  const levels = tiers.levels.map(({ id, min }) =>
    min === 0 ? id : t('loyalty.say.level', { tier: id, from: amount(min) }),
  )
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return [t('loyalty.say.tiers', { levels: list.format(levels), by: t(`loyalty.tier_by.${tiers.mode}`) })]
}

function sayPeople(
  { birthday, referral, pool, surprise, challenges = [] }: LoyaltyRulesInput,
  currency: string,
  { t, money }: Say,
): string[] {
  return [
    ...challenges.map(({ name, goal = 'visits', count, days = 30, points }) =>
      t(`loyalty.say.challenge_${goal}`, { name, count, days, points }),
    ),
    ...(surprise ? [t('loyalty.say.surprise', { ...surprise })] : []),
    ...(birthday ? [t('loyalty.say.birthday', { points: birthday.points })] : []),
    ...(referral
      ? [
          t('loyalty.say.referral', {
            points: referral.referrerPoints,
            friend: referral.refereePoints,
            amount: money(referral.minOrderMinor ?? 0, currency),
          }),
        ]
      : []),
    ...(pool ? [t('loyalty.say.pool', { members: pool.maxMembers })] : []),
  ]
}
