import type { LoyaltyRulesInput } from '#contract/loyalty'

export const shopKinds = ['cafe', 'salon', 'restaurant', 'boutique', 'web'] as const
export type ShopKind = (typeof shopKinds)[number]

/** What an owner is asked; everything else follows. */
export type Answers = {
  kind: ShopKind
  collects: 'stamps' | 'points'
  /** what a usual purchase comes to, minor units */
  usualMinor: number
  /** purchases until the first reward */
  purchases: number
  rewardName: string
  /** what the reward costs the shop, minor units */
  rewardMinor: number
  birthday: boolean
  tiers: boolean
  expires: boolean
  referral: boolean
  /** orders of the connected shop earn by themselves */
  orders: boolean
}

export type Words = { silver: string; gold: string; basic: string }

type Start = Omit<Answers, 'kind' | 'usualMinor' | 'rewardName' | 'rewardMinor'> & { share: number }

const starts: Record<ShopKind, Start> = {
  cafe: {
    collects: 'stamps',
    purchases: 10,
    share: 1,
    birthday: false,
    tiers: false,
    expires: false,
    referral: false,
    orders: false,
  },
  salon: {
    collects: 'points',
    purchases: 6,
    share: 0.5,
    birthday: true,
    tiers: true,
    expires: true,
    referral: true,
    orders: false,
  },
  restaurant: {
    collects: 'points',
    purchases: 6,
    share: 0.4,
    birthday: true,
    tiers: false,
    expires: true,
    referral: false,
    orders: false,
  },
  boutique: {
    collects: 'points',
    purchases: 5,
    share: 0.3,
    birthday: true,
    tiers: true,
    expires: true,
    referral: false,
    orders: true,
  },
  web: {
    collects: 'points',
    purchases: 4,
    share: 0.25,
    birthday: true,
    tiers: false,
    expires: true,
    referral: true,
    orders: true,
  },
}

/** What usually suits a shop of this kind. */
export function startFor(kind: ShopKind, usualMinor: number, rewardName: string): Answers {
  const { share, ...start } = starts[kind]
  return { kind, usualMinor, rewardName, ...start, rewardMinor: round(usualMinor * share) }
}

/** A point for a round amount, so that a usual purchase brings about ten. */
export function amountPerPoint(usualMinor: number): number {
  return round(Math.max(1, usualMinor / 10))
}

/** So much brings the first point where nobody has said anything yet. */
export const usualAmount = (currency: string): number => amountPerPoint(currency === 'HUF' ? 400_000 : 1000)

/** 1, 2 or 5 with zeros: 1,234 becomes 1,000. */
function round(minor: number): number {
  if (minor < 1) return 1
  const power = 10 ** Math.floor(Math.log10(minor))
  const lead = minor / power
  return power * (lead >= 7.5 ? 10 : lead >= 3.5 ? 5 : lead >= 1.5 ? 2 : 1)
}

/** How much of what members spend comes back to them, 0 to 1, when all of it is used. */
export const giveBackOf = ({ purchases, usualMinor, rewardMinor }: Answers): number =>
  usualMinor * purchases === 0 ? 0 : rewardMinor / (usualMinor * purchases)

/** The rules that the answers make. */
export function rulesFor(answers: Answers, words: Words): LoyaltyRulesInput {
  const common: LoyaltyRulesInput = answers.orders
    ? { orders: { who: answers.kind === 'web' ? 'everyone' : 'members' } }
    : {}
  return answers.collects === 'stamps'
    ? { ...common, ...stampsOf(answers) }
    : { ...common, ...pointsOf(answers, words) }
}

function stampsOf({ purchases, rewardName }: Answers): LoyaltyRulesInput {
  return {
    stamps: { required: purchases, perDay: 5, welcome: 1, ...(rewardName === '' ? {} : { reward: rewardName }) },
  }
}

function pointsOf(answers: Answers, words: Words): LoyaltyRulesInput {
  const { kind, usualMinor, purchases, rewardName, rewardMinor } = answers
  const perMinor = amountPerPoint(usualMinor)
  const perPurchase = Math.max(1, Math.floor(usualMinor / perMinor))
  const cost = purchases * perPurchase
  const isSentHome = kind === 'boutique' || kind === 'web'
  return {
    earn: [
      { id: 'spend', points: 1, perMinor },
      ...(kind === 'web' ? [{ id: 'sign_up', when: 'sign_up', points: perPurchase }] : []),
    ],
    rewards: [
      {
        id: 'first',
        name: rewardName === '' ? '1' : rewardName,
        cost,
        kind: isSentHome ? 'discount' : 'product',
        valueMinor: rewardMinor,
        voucherDays: 30,
      },
    ],
    // What is sent back within the usual fortnight was never spendable.
    ...(isSentHome ? { pending: { days: 14 } } : {}),
    refund: { returnRedeemed: 'on_full' },
    ...(answers.expires ? { expiry: { kind: 'months_then_end_of_month', n: 12, remindDays: 30 } } : {}),
    ...(answers.birthday ? { birthday: { points: perPurchase * 2 } } : {}),
    ...(answers.referral
      ? {
          referral: {
            referrerPoints: perPurchase * 3,
            refereePoints: perPurchase,
            minOrderMinor: usualMinor,
            pendingDays: 180,
          },
        }
      : {}),
    ...(kind === 'restaurant'
      ? { multipliers: [{ id: 'quiet_days', factor: 2, weekdays: ['mon', 'tue', 'wed'] }] }
      : {}),
    ...(answers.tiers ? tiersOf(usualMinor, words) : {}),
  }
}

function tiersOf(usualMinor: number, { basic, silver, gold }: Words): LoyaltyRulesInput {
  return {
    tiers: {
      mode: 'calendar_year_spend',
      levels: [
        { id: basic, min: 0 },
        { id: silver, min: round(usualMinor * 6) },
        { id: gold, min: round(usualMinor * 15) },
      ],
    },
    multipliers: [
      { id: 'silver', factor: 1.25, tiers: [silver] },
      { id: 'gold', factor: 1.5, tiers: [gold] },
    ],
  }
}
