import type { LoyaltyTrait } from '#contract/loyalty-words'
import type { Condition, ReadyMadeSegment, ValueTest } from '#contract/segments'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Calendar, calendarOf } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import { readShop } from './ask-people.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const day = 86_400

/** What the definitions are filled in with, as it is commonest in this shop. */
type Usual = { country: string; city: string; category: string; muchMinor: number }
type Filling = Usual & { calendar: Calendar }

/** Definitions to start from. Their words are the console's; a segment made of one is as any other. */
export async function listReadyMade(deps: SegmentsDeps, workspaceId: string): Promise<ReadyMadeSegment[]> {
  const { currency, locale } = await inWorkspace(deps.db, workspaceId, (tx) => readShop(tx, workspaceId))
  const usual = await readUsual(deps.ch.forWorkspace(workspaceId), currency)
  return readyMade({ ...usual, calendar: calendarOf(locale) })
}

function readyMade({ country, city, category, muchMinor, calendar }: Filling): ReadyMadeSegment[] {
  const one = (
    group: ReadyMadeSegment['group'],
    key: string,
    of: Condition[],
    needs: ReadyMadeSegment['needs'] = null,
  ): ReadyMadeSegment => ({ key, group, definition: { kind: 'all', of }, needs })
  const abroad: Condition = {
    kind: 'trait',
    path: 'country',
    test: country === '' ? { is: 'unknown' } : { is: 'not_equal', value: country },
  }
  return [
    one('behavioural', 'first_time_buyers', [ordersExactly(1), sinceFirst('at_most', 30)]),
    one('behavioural', 'regulars', [orders(4), sinceLast('at_most', 90)]),
    one('behavioural', 'slipping', [orders(3), { kind: 'risk', bands: ['medium', 'high'] }], 'predictions'),
    one(
      'behavioural',
      'at_risk_vips',
      [
        { kind: 'risk', bands: ['high'] },
        { kind: 'any', of: [spent(muchMinor), { kind: 'score', score: 'clv', count: atLeast(muchMinor) }] },
      ],
      'predictions',
    ),
    one('behavioural', 'big_spenders', [spent(muchMinor)]),
    one('behavioural', 'lost', [orders(1), sinceLast('more_than', 365)]),
    one('behavioural', 'newcomers', [
      { kind: 'event_time', event: '*', which: 'first', test: { is: 'within_last', seconds: 30 * day } },
    ]),
    one(
      'behavioural',
      'unengaged',
      [
        { kind: 'message', did: 'sent', count: atLeast(3), within: { lastSeconds: 90 * day } },
        { kind: 'message', did: 'opened', count: never, within: { lastSeconds: 90 * day } },
        { kind: 'message', did: 'clicked', count: never, within: { lastSeconds: 90 * day } },
      ],
      'messages',
    ),
    one('behavioural', 'near_reward', [loyalty('loyalty_reward_share', { is: 'between', from: 0.8, to: 0.99 })]),
    one('behavioural', 'reward_waiting', [loyalty('loyalty_rewards_ready', { is: 'at_least', value: 1 })]),
    one('behavioural', 'losing_points', [loyalty('loyalty_expires_at', { is: 'within_next', seconds: 30 * day })]),
    one('demographic', 'birthday_this_week', [
      {
        kind: 'trait',
        path: 'birthday',
        test: { is: 'anniversary_in', period: 'this_week', ...(calendar === 'jalali' && { calendar }) },
      },
    ]),
    one('demographic', 'out_of_reach', [
      { kind: 'trait', path: 'email', test: { is: 'unknown' } },
      { kind: 'trait', path: 'phone', test: { is: 'unknown' } },
    ]),
    one('geographic', 'same_country', [place('country', country)]),
    one('geographic', 'same_city', [place('city', city)]),
    one('geographic', 'abroad', [{ kind: 'trait', path: 'country', test: { is: 'known' } }, abroad]),
    one('psychographic', 'discount_only', [
      { ...bought, where: [{ path: 'discount', test: { is: 'more_than', value: 0 } }], count: atLeast(2) },
      { kind: 'none', of: [{ ...bought, where: [{ path: 'discount', test: { is: 'unknown' } }], count: atLeast(1) }] },
      {
        kind: 'none',
        of: [{ ...bought, where: [{ path: 'discount', test: { is: 'at_most', value: 0 } }], count: atLeast(1) }],
      },
    ]),
    one('psychographic', 'category_fans', [
      {
        ...bought,
        where: [
          {
            path: 'products[*].category',
            test: category === '' ? { is: 'known' } : { is: 'equal', value: category },
          },
        ],
        count: atLeast(3),
        within: { lastSeconds: 365 * day },
      },
    ]),
    one('psychographic', 'wants_news', [
      { kind: 'consent', channel: 'email', purpose: 'marketing', state: 'given' },
      orders(1),
    ]),
  ]
}

const bought = { kind: 'event', event: 'Order Completed' } as const
const atLeast = (than: number) => ({ is: 'at_least', than }) as const
const never = { is: 'exactly', than: 0 } as const

const orders = (than: number): Condition => ({ kind: 'measure', measure: 'orders', count: atLeast(than) })
const ordersExactly = (than: number): Condition => ({
  kind: 'measure',
  measure: 'orders',
  count: { is: 'exactly', than },
})
const spent = (than: number): Condition => ({ kind: 'measure', measure: 'revenue', count: atLeast(than) })
const sinceFirst = (is: 'at_most', than: number): Condition => ({
  kind: 'measure',
  measure: 'days_since_first_order',
  count: { is, than },
})
const sinceLast = (is: 'at_most' | 'more_than', than: number): Condition => ({
  kind: 'measure',
  measure: 'days_since_last_order',
  count: { is, than },
})
/** What the ledger tells on a member's profile. */
const loyalty = (path: LoyaltyTrait, test: ValueTest): Condition => ({ kind: 'trait', path, test })
const place = (path: string, value: string): Condition => ({
  kind: 'trait',
  path,
  test: value === '' ? { is: 'known' } : { is: 'equal', value },
})

/** What one in ten customers has spent at least, rounded to a figure people would say. */
async function readUsual(ch: WorkspaceClickhouse, currency: string): Promise<Usual> {
  const [places, [spending], [fans]] = await Promise.all([
    ch.query<{ trait: string; usual: string }>(
      `SELECT trait, argMax(value, customers) AS usual FROM (
        SELECT trait, value, sum(present) AS customers FROM customer_traits
        WHERE workspace_id = {workspace_id:UUID} AND trait IN ('country', 'city') GROUP BY trait, value HAVING customers > 0)
      GROUP BY trait`,
    ),
    ch.query<{ much: number }>(
      `SELECT toFloat64(quantile(0.9)(revenue)) AS much FROM (SELECT sum(revenue) AS revenue FROM customer_totals
        WHERE workspace_id = {workspace_id:UUID} AND currency = {currency:String} GROUP BY customer)`,
      { currency },
    ),
    ch.query<{ usual: string }>(
      `SELECT topK(1)(category)[1] AS usual FROM (
        SELECT arrayJoin(arrayMap(p -> JSONExtractString(p, 'category'), JSONExtractArrayRaw(properties, 'products'))) AS category
        FROM events WHERE workspace_id = {workspace_id:UUID} AND event = 'Order Completed' LIMIT 100000) WHERE category != ''`,
    ),
  ])
  const of = (trait: string): string => places.find((one) => one.trait === trait)?.usual ?? ''
  return {
    country: of('country'),
    city: of('city'),
    category: fans?.usual ?? '',
    muchMinor: roundly(spending?.much ?? 0),
  }
}

function roundly(minor: number): number {
  if (!(minor >= 100)) return 10_000
  const step = 10 ** (Math.floor(Math.log10(minor)) - 1)
  return Math.round(minor / step) * step
}
