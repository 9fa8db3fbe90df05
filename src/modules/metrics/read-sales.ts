import type { SalesReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { daysBetween, rangeBefore } from './periods.ts'
import { weightedQuantile } from './quantiles.ts'
import { countFlow } from './queries/count-flow.ts'
import { countGaps } from './queries/count-gaps.ts'
import { countRhythm, type Rhythm } from './queries/count-rhythm.ts'
import { countVisitDays } from './queries/count-visit-days.ts'
import { countVisits } from './queries/count-visits.ts'
import { type RangeDays, sumRangeSales } from './queries/sum-range-sales.ts'
import { sumSales } from './queries/sum-sales.ts'
import { percent, ratio, round } from './rates.ts'
import {
  isComplete,
  isWholeShop,
  type MetricsDeps,
  type MetricsQueryInput,
  openScope,
  type Scope,
  scopePeriods,
} from './scope.ts'

type Days = { period: string; from: string; to: string }
type Period = SalesReport['total']
type Facts = Pick<Period, 'customers' | 'visits' | 'orders' | 'revenue' | 'refunded'> & {
  repeaters: number
  /** null where nobody could have bought before */
  fromExisting: number | null
}

/** Orders, money, frequency, spend, repeat rate and the share of existing customers: by period and for the chosen days. */
export async function readSales(
  deps: MetricsDeps,
  workspaceId: string,
  query: MetricsQueryInput = {},
): Promise<SalesReport> {
  const { ch, scope } = await openScope(deps, workspaceId, query)
  return readSalesReport(ch, scope)
}

export async function readSalesReport(ch: WorkspaceClickhouse, scope: Scope): Promise<SalesReport> {
  const before = scope.from > scope.to ? null : rangeBefore(scope, scope.calendar)
  const hasBefore = before !== null && scope.firstDay !== null && before.to >= scope.firstDay
  const rhythm = readRhythm(ch, scope)
  const [periods, total, previous] = await Promise.all([
    readPeriods(ch, scope),
    readRange(ch, scope, scope, rhythm),
    hasBefore ? readRange(ch, scope, before, countRhythm(ch, scope, before)) : null,
  ])
  return {
    unit: scope.unit,
    currency: scope.currency,
    asOf: scope.asOf,
    periods,
    total: total.period,
    previous: previous?.period ?? null,
    visitsHistogram: total.rhythm.visits.map(({ value, count }) => ({ visits: value, customers: count })),
    gapDays: gapsOf(total.rhythm),
    otherCurrencies: total.otherCurrencies,
  }
}

/** Of the whole shop the visits are known, and its intervals are those of the silence window; else every visit is looked at. */
async function readRhythm(ch: WorkspaceClickhouse, scope: Scope): Promise<Rhythm> {
  if (!isWholeShop(scope)) return countRhythm(ch, scope, scope)
  const [visits, gaps] = await Promise.all([countVisits(ch, scope), countGaps(ch, scope)])
  return { visits, gaps }
}

async function readPeriods(ch: WorkspaceClickhouse, scope: Scope): Promise<Period[]> {
  const periods = scopePeriods(scope)
  if (periods.length === 0) return []
  const [flows, sales, days] = await Promise.all([countFlow(ch, scope), sumSales(ch, scope), countVisitDays(ch, scope)])
  const flowAt = new Map(flows.map((row) => [row.p, row]))
  const salesAt = new Map(sales.map((row) => [row.p, row]))
  const daysAt = new Map(days.map((row) => [row.p, row]))
  return periods.map((period) => {
    const flow = flowAt.get(period.index)
    const sold = salesAt.get(period.index)
    return salesOf(scope, period, {
      customers: flow?.active ?? 0,
      visits: daysAt.get(period.index)?.visits ?? 0,
      orders: sold?.orders ?? 0,
      revenue: sold?.revenue ?? 0,
      refunded: sold?.refunded ?? 0,
      repeaters: daysAt.get(period.index)?.repeaters ?? 0,
      fromExisting:
        scope.firstDay !== null && period.from <= scope.firstDay ? null : (flow?.revenue ?? 0) - (flow?.fromNew ?? 0),
    })
  })
}

async function readRange(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to, refunds }: RangeDays,
  asked: Promise<Rhythm>,
) {
  const days = { period: `${from}/${to}`, from, to, ...(refunds ? { refunds } : {}) }
  const isWhole = isWholeShop(scope) && from === scope.from && to === scope.to
  const [sums, rhythm] = isWhole
    ? await asked.then(async (rhythm) => [await sumRangeSales(ch, scope, days, peopleOf(rhythm)), rhythm] as const)
    : await Promise.all([sumRangeSales(ch, scope, days), asked])
  const repeaters = rhythm.visits.reduce((sum, { value, count }) => sum + (value > 1 ? count : 0), 0)
  const fromExisting = scope.firstDay === null || from <= scope.firstDay ? null : sums.fromExisting
  return {
    period: salesOf(scope, days, { ...sums, repeaters, fromExisting }),
    rhythm,
    otherCurrencies: sums.otherCurrencies,
  }
}

const peopleOf = ({ visits }: Rhythm): { customers: number; visits: number } => ({
  customers: visits.reduce((sum, { count }) => sum + count, 0),
  visits: visits.reduce((sum, { value, count }) => sum + value * count, 0),
})

function salesOf(scope: Scope, { period, from, to }: Days, facts: Facts): Period {
  const { customers, visits, orders, revenue, refunded } = facts
  return {
    period,
    from,
    to,
    complete: isComplete(scope, { from, to }),
    customers,
    visits,
    orders,
    revenue,
    refunded,
    averageOrder: orders === 0 ? null : round(revenue / orders, 2),
    frequency: ratio(orders, customers),
    spendPerCustomer: customers === 0 ? null : round(revenue / customers, 2),
    repeatRate: percent(facts.repeaters, customers),
    existingShare: facts.fromExisting === null ? null : percent(facts.fromExisting, revenue),
    dailyShare: percent(visits, customers * (daysBetween(from, to) + 1)),
  }
}

function gapsOf({ gaps, visits }: Rhythm): SalesReport['gapDays'] {
  return {
    median: weightedQuantile(gaps, 0.5),
    p25: weightedQuantile(gaps, 0.25),
    p75: weightedQuantile(gaps, 0.75),
    p95: weightedQuantile(gaps, 0.95),
    // Between n visits there are n − 1 intervals, whether or not each of them was read.
    gaps: visits.reduce((sum, { value, count }) => sum + (value - 1) * count, 0),
  }
}
