import type { LoyaltyTrait } from '#contract/loyalty-words'
import type { Condition } from '#contract/segments'
import { all, atLeast, day, didLately, entered, type Play, send, sinceLast, unlessHappened, wait } from './play.ts'

/** What the ledger tells on a member's profile. */
const trait = (path: LoyaltyTrait, test: Extract<Condition, { kind: 'trait' }>['test']): Condition => ({
  kind: 'trait',
  path,
  test,
})

/** Goes on only while there is something to have. */
const whileReady = (id: string, next: string) =>
  ({
    id,
    kind: 'branch',
    condition: trait('loyalty_rewards_ready', { is: 'at_least', value: 1 }),
    next,
    otherwise: null,
  }) as const

/** Plays for members of a loyalty programme. */
export const loyaltyPlays: Play[] = [
  {
    key: 'reward_near',
    purpose: 'useful',
    messages: 1,
    hasNotice: true,
    trigger: () => ({ kind: 'event', event: 'Reward Near' }),
    again: { rule: 'after_days', days: 7 },
    // Only where somebody allowed notices: a mail for one missing stamp is too much.
    nodes: (made) => [{ ...send(made, 1, 'useful'), channel: 'push' } as const],
    goalDays: 21,
    quarter: () => didLately('Reward Near'),
    needs: ['members'],
  },
  {
    key: 'reward_waiting',
    purpose: 'useful',
    messages: 2,
    trigger: () => ({ kind: 'event', event: 'Reward Ready' }),
    again: { rule: 'after_days', days: 14 },
    nodes: (made) => [
      wait('wait', 3 * day, 'check'),
      whileReady('check', 'message'),
      send(made, 1, 'useful', 'wait2'),
      wait('wait2', 14 * day, 'check2'),
      whileReady('check2', 'message2'),
      send(made, 2, 'useful'),
    ],
    goalDays: 30,
    quarter: () => didLately('Reward Ready'),
    needs: ['members', 'email'],
  },
  {
    key: 'points_expiring',
    purpose: 'useful',
    messages: 1,
    trigger: () => ({ kind: 'event', event: 'Points Expiring' }),
    again: { rule: 'after_days', days: 7 },
    nodes: (made) => [
      { id: 'hour', kind: 'wait_best_hour', from: '08:00', until: '21:00', next: 'message' },
      send(made, 1, 'useful'),
    ],
    goalDays: 30,
    quarter: () => didLately('Points Expiring'),
    needs: ['members', 'email'],
  },
  {
    key: 'tier_almost_reached',
    purpose: 'useful',
    messages: 1,
    segment: () => all(trait('loyalty_tier_share', { is: 'at_least', value: 0.8 }), sinceLast('at_most', 180)),
    trigger: entered,
    again: { rule: 'after_days', days: 90 },
    nodes: (made) => [send(made, 1, 'useful')],
    goalDays: 60,
    needs: ['members', 'email'],
  },
  {
    key: 'tier_reached',
    purpose: 'useful',
    messages: 1,
    trigger: () => ({ kind: 'event', event: 'Tier Reached' }),
    again: { rule: 'after_days', days: 30 },
    nodes: (made) => [send(made, 1, 'useful')],
    goalDays: 60,
    quarter: () => didLately('Tier Reached'),
    needs: ['members', 'email'],
  },
  {
    key: 'lapsed_member',
    purpose: 'promotional',
    messages: 1,
    segment: () =>
      all(
        trait('loyalty_joined_at', { is: 'known' }),
        { kind: 'measure', measure: 'orders', count: atLeast(2) },
        sinceLast('at_least', 60),
        sinceLast('at_most', 365),
      ),
    trigger: entered,
    again: { rule: 'after_days', days: 120 },
    nodes: (made) => [
      { id: 'points', kind: 'action', action: 'award_points', params: { points: 25 }, next: 'message' },
      send(made, 1, 'promotional'),
    ],
    goalDays: 45,
    needs: ['members', 'orders', 'email'],
  },
  {
    key: 'invitation',
    purpose: 'promotional',
    messages: 2,
    button: '{{ data.url }}',
    trigger: () => ({
      kind: 'event',
      event: 'Loyalty Invited',
      where: [{ path: 'to', test: { is: 'equal', value: 'programme' } }],
    }),
    again: { rule: 'always' },
    nodes: (made) => [
      send(made, 1, 'promotional', 'wait'),
      unlessHappened('Loyalty Joined', 'wait', 7 * day, 'message2'),
      send(made, 2, 'promotional'),
    ],
    goal: { event: 'Loyalty Joined', days: 30 },
    goalDays: 30,
    quarter: () => didLately('Loyalty Invited'),
    needs: ['invitations', 'email'],
  },
]
