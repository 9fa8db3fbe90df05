import type { LoyaltyRulesInput } from '#contract/loyalty'
import { eventWord } from '../customers/event-words.ts'
import { clockText } from '../i18n/clock-text.ts'
import type { I18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import { sayClub } from './club/say-club.ts'
import { unusual } from './fine-print.ts'

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
    ...unusual(rules).map((key) => `${say.t(key)}.`),
    ...sayClub(rules, currency, say),
  ]
}

/** Behind “fill a card”: what it is worth, or nothing. */
export const rewardText = (reward: string | undefined): string => (reward ? `: ${reward}` : '')

export function sayEarnRule(rule: EarnRule, currency: string, { t, money, locale }: Say): string {
  const { points, when = 'purchase', perMinor, perItemSku, perItemCategory, minMinor, maxPoints, gives, shops } = rule
  const say = (what: string, named = {}) =>
    t(gives === 'credits' ? `loyalty.say.credits.${what}` : `loyalty.say.${what}`, { points, ...named })
  const list = new Intl.ListFormat(locale, { type: 'disjunction' })
  const where = shops ? ` ${t('loyalty.say.at_shops', { shops: list.format(shops) })}` : ''
  const least = (minMinor ? ` ${t('loyalty.say.least', { amount: money(minMinor, currency) })}` : '') + where
  if (when === 'sign_up') return say('sign_up')
  if (when !== 'purchase') return say('event', { event: eventWord(t, when) })
  if (perItemSku !== undefined) return say('product', { product: perItemSku }) + least
  if (perItemCategory !== undefined) return say('category', { category: perItemCategory }) + least
  const most = maxPoints ? ` ${t('loyalty.say.most', { points: maxPoints })}` : ''
  if (perMinor !== undefined) return say('spend', { amount: money(perMinor, currency) }) + least + most
  return say('visit') + least
}

export function sayMultiplier(
  { factor, add, weekdays, from, to, tiers, plans, shops }: Multiplier,
  { plans: known = [] }: Pick<LoyaltyRulesInput, 'plans'>,
  say: Say,
): string {
  const { t, number, locale } = say
  const names = weekdayNames(locale, 'short')
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const planName = (id: string): string => known.find((plan) => plan.id === id)?.name ?? id
  const when = [
    ...(weekdays ? [list.format(weekdays.map((name) => names[days.indexOf(name)] ?? name))] : []),
    ...(from && to ? [t('loyalty.say.hours', { from: clockText(from, locale), to: clockText(to, locale) })] : []),
    ...(tiers ? [list.format(tiers)] : []),
    ...(plans ? [t('loyalty.say.with_plan', { name: list.format(plans.map(planName)) })] : []),
    ...(shops ? [t('loyalty.say.in_shops', { shops: list.format(shops) })] : []),
  ].join(', ')
  const decimals = String(factor).split('.')[1]?.length ?? 0
  const more = factor === undefined ? `+${number(add ?? 0)}` : `×${number(factor, decimals)}`
  return when === '' ? t('loyalty.say.times_always', { more }) : t('loyalty.say.times', { more, when })
}

function sayEarning(
  { earn = [], multipliers = [], plans, stamps, exclude, cashback, memberDailyCap, orders, rollout }: LoyaltyRulesInput,
  currency: string,
  say: Say,
): string[] {
  const { t, money } = say
  return [
    ...(stamps ? [t('loyalty.say.stamps', { required: stamps.required, reward: rewardText(stamps.reward) })] : []),
    ...(stamps?.welcome ? [t('loyalty.say.welcome', { stamps: stamps.welcome })] : []),
    ...(stamps?.minMinor ? [t('loyalty.say.stamps_least', { amount: money(stamps.minMinor, currency) })] : []),
    ...(stamps?.perDay ? [t('loyalty.say.stamps_day', { stamps: stamps.perDay })] : []),
    ...(stamps?.cooldownS ? [t('loyalty.say.stamps_cooldown', { minutes: Math.ceil(stamps.cooldownS / 60) })] : []),
    ...earn.map((rule) => sayEarnRule(rule, currency, say)),
    ...(cashback ? sayCashback(cashback, currency, say) : []),
    ...multipliers.map((one) => sayMultiplier(one, { plans }, say)),
    ...sayExclude(exclude, say),
    ...(memberDailyCap ? [t('loyalty.say.day_cap', { points: memberDailyCap })] : []),
    ...(orders ? [t(`loyalty.say.orders_${orders.who ?? 'members'}`)] : []),
    ...(rollout && orders?.who === 'everyone' ? [t('loyalty.say.rollout')] : []),
  ]
}

function sayCashback(
  { percent: share, minMinor, maxMinor }: NonNullable<LoyaltyRulesInput['cashback']>,
  currency: string,
  { t, money, percent }: Say,
): string[] {
  const least = minMinor ? ` ${t('loyalty.say.least', { amount: money(minMinor, currency) })}` : ''
  const most = maxMinor ? ` ${t('loyalty.say.cashback_most', { amount: money(maxMinor, currency) })}` : ''
  return [t('loyalty.say.cashback', { share: percent(share, 1) }) + least + most]
}

/** What never earns, in one sentence for lines and one for people. */
function sayExclude(exclude: LoyaltyRulesInput['exclude'], { t, locale }: Say): string[] {
  const { skus = [], categories = [], brands = [], tags = [], giftCards, discounted } = exclude ?? {}
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const lines = [
    ...[...categories, ...brands, ...skus].map((name) => t('loyalty.say.exclude_name', { name })),
    ...(giftCards ? [t('loyalty.say.exclude_gift_cards')] : []),
    ...(discounted ? [t('loyalty.say.exclude_discounted')] : []),
  ]
  return [
    ...(lines.length > 0 ? [t('loyalty.say.exclude', { what: list.format(lines) })] : []),
    ...(tags.length > 0
      ? [
          t('loyalty.say.exclude_tags', {
            tags: list.format(tags.map((name) => t('loyalty.say.exclude_name', { name }))),
          }),
        ]
      : []),
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
    ...(pending ? sayPending(pending, t) : []),
    ...(expiry ? [t(`loyalty.say.expiry.${expiry.kind}`, { n: expiry.n })] : []),
    ...(expiry?.remindDays ? [t('loyalty.say.remind', { days: expiry.remindDays })] : []),
    ...(refund ? [t(`loyalty.say.refund.${refund.policy ?? 'allow_negative'}`)] : []),
  ]
}

function sayPending({ days, until }: NonNullable<LoyaltyRulesInput['pending']>, t: Say['t']): string[] {
  if (until !== undefined) return [t('loyalty.say.pending_until', { days, event: eventWord(t, until) })]
  return days > 0 ? [t('loyalty.say.pending', { days })] : []
}

function sayTiers({ tiers }: LoyaltyRulesInput, currency: string, { t, number, money, locale }: Say): string[] {
  if (!tiers) return []
  const amount = (min: number) => (isBySpending(tiers.mode) ? money(min, currency, 'whole') : number(min))
  const reached = tiers.levels.filter(({ byInvitation }) => !byInvitation)
  const levels = reached.map(({ id, min }) =>
    min === 0 ? id : t('loyalty.say.level', { tier: id, from: amount(min) }),
  )
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const benefits = tiers.levels.flatMap(({ id, benefit }) =>
    benefit ? [t('loyalty.say.benefit', { tier: id, benefit })] : [],
  )
  const { mode, months = 12, creditsLast = 'months' } = tiers
  return [
    t('loyalty.say.tiers', { levels: list.format(levels), by: t(`loyalty.tier_by.${mode}`) }),
    ...(mode === 'rolling_spend' ? [t('loyalty.say.rolling_spend', { months })] : []),
    ...(mode === 'credits' ? [t(`loyalty.say.credits_last.${creditsLast}`, { months })] : []),
    ...benefits,
  ]
}

/** Tiers of which the figures are money. */
export const isBySpending = (mode: string): boolean => mode === 'calendar_year_spend' || mode === 'rolling_spend'

function sayPeople(
  { birthday, referral, pool, surprise, challenges = [], rewards = [] }: LoyaltyRulesInput,
  currency: string,
  { t, money }: Say,
): string[] {
  return [
    ...challenges.map(({ name, goal = 'visits', count, days = 30, points }) =>
      t(`loyalty.say.challenge_${goal}`, { name, count, days, points }),
    ),
    ...(surprise ? [saySurprise(surprise, rewards, t)] : []),
    ...(birthday ? [t('loyalty.say.birthday', { points: birthday.points })] : []),
    ...(referral
      ? [
          t('loyalty.say.referral', {
            points: referral.referrerPoints,
            friend: referral.refereePoints,
            amount: money(referral.minOrderMinor ?? 0, currency),
          }),
          t('loyalty.say.referral_guard', { count: referral.perWeek ?? 5 }),
        ]
      : []),
    ...(pool ? [t('loyalty.say.pool', { members: pool.maxMembers })] : []),
  ]
}

function saySurprise(
  { oneIn, points = 0, monthlyPoints = 0, reward, monthlyRewards = 0 }: NonNullable<LoyaltyRulesInput['surprise']>,
  rewards: NonNullable<LoyaltyRulesInput['rewards']>,
  t: Say['t'],
): string {
  if (reward === undefined) return t('loyalty.say.surprise', { oneIn, points, monthlyPoints })
  const name = rewards.find(({ id }) => id === reward)?.name ?? reward
  return t('loyalty.say.surprise_reward', { oneIn, reward: name, monthlyRewards })
}
