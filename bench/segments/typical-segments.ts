import type { Condition } from '#contract/segments'

const day = 86_400
const ordered = (is: 'at_least' | 'exactly' | 'at_most', than: number, days?: number): Condition => ({
  kind: 'event',
  event: 'Order Completed',
  count: { is, than },
  ...(days === undefined ? {} : { within: { lastSeconds: days * day } }),
})

/** What shops ask for, from the simplest to the widest. */
export const typicalSegments: Record<string, Condition> = {
  'from one country': { kind: 'trait', path: 'country', test: { is: 'equal', value: 'HU' } },
  'of an age': { kind: 'trait', path: 'age', test: { is: 'between', from: 25, to: 40 } },
  'birthday this week': { kind: 'trait', path: 'birthday', test: { is: 'anniversary', from: 0, to: 6 } },
  'interested in tea': { kind: 'trait', path: 'interests', test: { is: 'includes', value: 'tea' } },
  'bought in 30 days': ordered('at_least', 1, 30),
  'not in 90 days, but before': { kind: 'all', of: [ordered('at_least', 1), ordered('exactly', 0, 90)] },
  'first-time buyers': ordered('exactly', 1),
  'regulars of the quarter': ordered('at_least', 3, 90),
  'spent over 200 in a year': {
    kind: 'event',
    event: 'Order Completed',
    sum: 'revenue',
    count: { is: 'at_least', than: 200 },
    within: { lastSeconds: 365 * day },
  },
  'looked, did not buy': {
    kind: 'all',
    of: [
      { kind: 'event', event: 'Product Viewed', count: { is: 'at_least', than: 2 }, within: { lastSeconds: 14 * day } },
      ordered('exactly', 0, 14),
    ],
  },
  'put in the cart, then bought within a day': {
    kind: 'sequence',
    steps: [{ event: 'Product Added' }, { event: 'Order Completed' }],
    withinSeconds: day,
  },
  'bought coffee at the till': {
    kind: 'event',
    event: 'Order Completed',
    where: [
      { path: 'category', test: { is: 'equal', value: 'coffee' } },
      { path: 'channel', test: { is: 'equal', value: 'till' } },
    ],
    count: { is: 'at_least', than: 1 },
  },
  'last order on the web': {
    kind: 'last_event',
    event: 'Order Completed',
    has: [{ path: 'channel', test: { is: 'equal', value: 'web' } }],
  },
  'opens messages': {
    kind: 'message',
    did: 'opened',
    count: { is: 'at_least', than: 2 },
    within: { lastSeconds: 90 * day },
  },
  'never opened one': { kind: 'message', did: 'opened', count: { is: 'exactly', than: 0 } },
  'last seen 60 days ago': {
    kind: 'event_time',
    event: '*',
    which: 'last',
    test: { is: 'longer_ago_than', seconds: 60 * day },
  },
  'worth over 500 in all': { kind: 'measure', measure: 'revenue', count: { is: 'at_least', than: 50_000 } },
  'silent for 180 days': { kind: 'measure', measure: 'days_since_last_order', count: { is: 'at_least', than: 180 } },
  'a tenth at random': { kind: 'random', share: 0.1, salt: 'bench' },
  'paying, from here, active, not tired': {
    kind: 'all',
    of: [
      { kind: 'trait', path: 'plan', test: { is: 'one_of', values: ['pro', 'team'] } },
      { kind: 'trait', path: 'country', test: { is: 'one_of', values: ['HU', 'PL'] } },
      ordered('at_least', 2, 180),
      {
        kind: 'not',
        of: { kind: 'message', did: 'opened', count: { is: 'at_least', than: 5 }, within: { lastSeconds: 30 * day } },
      },
    ],
  },
}
