import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import type { LoyaltyReplayResult } from '#contract/loyalty-reports'
import { inWorkspace } from '#platform/postgres'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { knownUntil } from '../reports/last-order.ts'
import { pointValueOf } from '../reports/point-value.ts'
import { readCurrency } from '../reports/read-currency.ts'
import { readsLines, readsShops } from '../rules/leave-out.ts'
import { asksForLines, type Lines, readLines } from './read-lines.ts'
import { type PastOrder, type Replayed, replayCustomer } from './replay-customer.ts'

const ordersAtOnce = 5000
const mostNamed = 10

type Track = { signal: AbortSignal; progress: (at: { done: number; total: number }) => void }
type Row = { customerId: string; at: number; amount: number; order: string; day: string; tags: string[] | null }
type After = Pick<Row, 'customerId' | 'order' | 'day'>
/** A customer whose orders are being read. */
type Open = { customerId: string; orders: PastOrder[]; tags: string[] }
type Change = { customerId: string; before: number; after: number }

/**
 * Runs the rules in force and the proposed ones over the orders of the last 12 months, customer by customer, and says what would have
 * been different. Writes nothing. Orders of members; of everybody where there are no members yet.
 */
export async function runReplay(
  deps: LoyaltyDeps,
  place: Place,
  proposed: LoyaltyRules,
  { signal, progress }: Track,
): Promise<LoyaltyReplayResult> {
  const { rules, zone, currency, end } = await atDesk(deps, place, async (desk) => ({
    rules: desk.rules,
    zone: desk.zone,
    currency: await readCurrency(desk),
    end: await knownUntil(desk),
  }))
  const from = end.toZonedDateTimeISO(zone).subtract({ months: 12 }).toInstant()
  const scope = { from: from.toString(), currency, ...place }
  const { total, isMembersOnly } = await countOrders(deps, scope)
  const sums = { before: nothing(), after: nothing(), gain: 0, lose: 0, same: 0, customers: 0, salesMinor: 0 }
  const most = { gain: [] as Change[], lose: [] as Change[] }
  const both = [rules, proposed]
  const steps = both.some(asksForLines) ? 2 : 1
  let done = 0
  const advance = (orders: number): void => {
    done += orders
    progress({ done: Math.min(total * steps, done), total: total * steps })
  }
  const lines = await readLines(deps, scope, both, { signal, onRead: advance })
  done = total * (steps - 1)
  const settle = ({ customerId, ...past }: Open): void => {
    const before = replayCustomer(rules, zone, past, end.epochMilliseconds)
    const after = replayCustomer(proposed, zone, past, end.epochMilliseconds)
    addTo(sums.before, before)
    addTo(sums.after, after)
    sums.customers += 1
    const change = worthOf(after) - worthOf(before)
    if (change === 0) sums.same += 1
    else sums[change > 0 ? 'gain' : 'lose'] += 1
    if (change !== 0)
      keepMost(most[change > 0 ? 'gain' : 'lose'], { customerId, before: worthOf(before), after: worthOf(after) })
  }
  let open: Open | undefined
  let orders = 0
  let after: After = { customerId: '00000000-0000-0000-0000-000000000000', day: '-infinity', order: '' }
  for (;;) {
    if (signal.aborted) throw signal.reason
    const page = await readOrders(deps, { ...scope, isMembersOnly, withTags: both.some(readsTags) }, after)
    for (const { customerId, at, amount, order, tags } of page) {
      if (open?.customerId !== customerId) {
        if (open) settle(open)
        open = { customerId, orders: [], tags: tags ?? [] }
      }
      open.orders.push({ at, amountMinor: amount, ...lines.get(order) })
      sums.salesMinor += amount
    }
    orders += page.length
    advance(page.length)
    const last = page.at(-1)
    if (!last || page.length < ordersAtOnce) break
    after = last
  }
  if (open) settle(open)
  return {
    from: from.toString(),
    until: end.toString(),
    orders,
    customers: sums.customers,
    isMembersOnly,
    currency,
    salesMinor: sums.salesMinor,
    now: sideOf(rules, sums.before),
    proposed: sideOf(proposed, sums.after),
    gain: sums.gain,
    lose: sums.lose,
    same: sums.same,
    most: {
      gain: await named(deps, place.workspaceId, most.gain),
      lose: await named(deps, place.workspaceId, most.lose),
    },
    leftOut: leftOut(both, [...lines.values()]),
  }
}

const nothing = (): Replayed => ({ points: 0, expired: 0, stamps: 0, cards: 0, cash: 0, credits: 0 })

function addTo(sum: Replayed, one: Replayed): void {
  sum.points += one.points
  sum.expired += one.expired
  sum.stamps += one.stamps
  sum.cards += one.cards
  sum.cash += one.cash
  sum.credits += one.credits
}

const worthOf = ({ points, stamps, cash }: Replayed): number => (points === 0 ? stamps : points) + cash

function keepMost(list: Change[], change: Change): void {
  const size = ({ before, after }: Change) => Math.abs(after - before)
  if (list.length === mostNamed && size(list[mostNamed - 1] ?? change) >= size(change)) return
  list.push(change)
  list.sort((a, b) => size(b) - size(a))
  list.length = Math.min(list.length, mostNamed)
}

function sideOf(rules: LoyaltyRules, sum: Replayed): LoyaltyReplayResult['now'] {
  const value = pointValueOf(rules)
  const cost = (points: number): number | null =>
    value === null && (points > 0 || sum.cash === 0) ? null : Math.round(points * (value?.minor ?? 0)) + sum.cash
  return { ...sum, costMinor: cost(sum.points), liabilityMinor: cost(sum.points - sum.expired) }
}

/** Reached by what the orders themselves say. */
const replayedTiers = ['calendar_year_spend', 'rolling_spend', 'credits']

/** Kinds of rules of which the orders of the past do not tell enough. */
function leftOut(both: LoyaltyRules[], told: Lines[]): LoyaltyReplayResult['leftOut'] {
  const has = (test: (rules: LoyaltyRules) => boolean): boolean => both.some(test)
  return [
    ...(has(readsLines) && !told.some(({ items }) => items.length > 0) ? (['products'] as const) : []),
    ...(has(readsShops) && !told.some(({ shop }) => shop !== undefined) ? (['shops'] as const) : []),
    ...(has(({ earn }) => earn.some(({ when }) => when !== 'purchase')) ? (['events'] as const) : []),
    ...(has(({ birthday, referral }) => Boolean(birthday ?? referral)) ? (['people'] as const) : []),
    ...(has(({ challenges }) => challenges.length > 0) ? (['challenges'] as const) : []),
    ...(has(({ multipliers }) => multipliers.some(({ plans }) => plans)) ? (['plans'] as const) : []),
    ...(has(({ tiers }) => tiers !== undefined && !replayedTiers.includes(tiers.mode)) ? (['tiers'] as const) : []),
  ]
}

const readsTags = ({ exclude }: LoyaltyRules): boolean => (exclude?.tags ?? []).length > 0

type Scope = Place & { from: string; currency: string; isMembersOnly?: boolean; withTags?: boolean }

const ofMembers = ({ workspaceId, programmeId }: Place) =>
  sql`exists (select from loyalty_members m join customers c on c.workspace_id = m.workspace_id and c.customer_id = m.customer_id
    where m.workspace_id = ${workspaceId} and m.programme_id = ${programmeId}
      and coalesce(c.merged_into, c.customer_id) = o.customer_id)`

const tagsOf = sql`(select c.tags from customers c where c.workspace_id = o.workspace_id and c.customer_id = o.customer_id)`

async function countOrders({ db }: LoyaltyDeps, scope: Scope): Promise<{ total: number; isMembersOnly: boolean }> {
  return await inWorkspace(db, scope.workspaceId, async (tx) => {
    const { rows } = await sql<{ members: boolean; total: number; own: number }>`
      select exists (select from loyalty_members where workspace_id = ${scope.workspaceId} and programme_id = ${scope.programmeId}
          and customer_id is not null) as members,
        count(*)::int as total, count(*) filter (where ${ofMembers(scope)})::int as own
      from orders o where o.workspace_id = ${scope.workspaceId} and o.ordered_at >= ${scope.from} and not o.cancelled
        and o.currency = ${scope.currency}`.execute(tx)
    const { members = false, total = 0, own = 0 } = rows[0] ?? {}
    const isMembersOnly = members && own > 0
    return { total: isMembersOnly ? own : total, isMembersOnly }
  })
}

async function readOrders({ db }: LoyaltyDeps, scope: Scope, after: After): Promise<Row[]> {
  return await inWorkspace(db, scope.workspaceId, async (tx) => {
    const { rows } = await sql<Row>`
      select o.customer_id as "customerId", floor(extract(epoch from o.ordered_at) * 1000)::float8 as at, o.revenue_minor as amount,
        o.order_id as order, o.ordered_on::text as day, ${scope.withTags ? tagsOf : sql`null::text[]`} as tags from orders o
      where o.workspace_id = ${scope.workspaceId} and o.ordered_at >= ${scope.from} and not o.cancelled
        and o.currency = ${scope.currency} ${scope.isMembersOnly ? sql`and ${ofMembers(scope)}` : sql``}
        and (o.customer_id, o.ordered_on, o.order_id) > (${after.customerId}::uuid, ${after.day}::date, ${after.order})
      order by o.customer_id, o.ordered_on, o.order_id limit ${ordersAtOnce}`.execute(tx)
    return rows
  })
}

async function named({ db }: LoyaltyDeps, workspaceId: string, changes: Change[]) {
  const ids = changes.map(({ customerId }) => customerId)
  const rows = await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql<{ id: string; name: string | null }>`select customer_id as id, name from customers
      where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[]) and erased_at is null`.execute(tx)
    return new Map(found.rows.map(({ id, name }) => [id, name]))
  })
  return changes
    .filter(({ customerId }) => rows.has(customerId))
    .map((one) => ({ ...one, name: rows.get(one.customerId) ?? null }))
}
