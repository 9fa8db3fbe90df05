import type { SalesReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { daysBetween, earlierDay, laterDay, rangeBefore } from './periods.ts'
import { weightedQuantile } from './quantiles.ts'
import { countActiveFlow } from './queries/count-active-flow.ts'
import { countRhythm, type Rhythm } from './queries/count-rhythm.ts'
import { sumMoneyFlow } from './queries/sum-money-flow.ts'
import { sumRangeSales } from './queries/sum-range-sales.ts'
import { sumSales } from './queries/sum-sales.ts'
import { percent, ratio, round } from './rates.ts'
import { isComplete, type MetricsDeps, type MetricsQueryInput, openScope, type Scope, scopePeriods } from './scope.ts'

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
  const before = scope.from > scope.to ? null : rangeBefore(scope.from, scope.to)
  const hasBefore = before !== null && scope.firstDay !== null && before.to >= scope.firstDay
  const rhythm = countRhythm(ch, scope, scope)
  const [periods, total, previous] = await Promise.all([
    readPeriods(ch, scope, rhythm),
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

async function readPeriods(ch: WorkspaceClickhouse, scope: Scope, ofRange: Promise<Rhythm>): Promise<Period[]> {
  const periods = scopePeriods(scope)
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return []
  // Whole periods and the chosen days are usually the same days; one pass over every visit is enough then.
  const whole = { from: laterDay(first.from, scope.firstDay ?? first.from), to: earlierDay(last.to, scope.asOf) }
  const isSame = whole.from === scope.from && last.to >= scope.to && !scope.isRange
  const [flows, money, sales, rhythm] = await Promise.all([
    countActiveFlow(ch, scope),
    sumMoneyFlow(ch, scope, 'beginning'),
    sumSales(ch, scope),
    isSame ? ofRange : countRhythm(ch, scope, whole),
  ])
  const flowAt = new Map(flows.map((row) => [row.p, row]))
  const moneyAt = new Map(money.map((row) => [row.p, row]))
  const salesAt = new Map(sales.map((row) => [row.p, row]))
  const repeatsAt = new Map(rhythm.repeats.map(({ value, count }) => [value, count]))
  return periods.map((period) => {
    const paid = moneyAt.get(period.index)
    const flow = flowAt.get(period.index)
    const sold = salesAt.get(period.index)
    return salesOf(scope, period, {
      customers: flow?.active ?? 0,
      visits: flow?.visits ?? 0,
      orders: sold?.orders ?? 0,
      revenue: sold?.revenue ?? 0,
      refunded: sold?.refunded ?? 0,
      repeaters: repeatsAt.get(period.index) ?? 0,
      fromExisting:
        scope.firstDay !== null && period.from <= scope.firstDay ? null : (paid?.revenue ?? 0) - (paid?.fromNew ?? 0),
    })
  })
}

async function readRange(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to }: { from: string; to: string },
  asked: Promise<Rhythm>,
) {
  const days = { period: `${from}/${to}`, from, to }
  const [sums, rhythm] = await Promise.all([sumRangeSales(ch, scope, days), asked])
  const repeaters = rhythm.visits.reduce((sum, { value, count }) => sum + (value > 1 ? count : 0), 0)
  const fromExisting = scope.firstDay === null || from <= scope.firstDay ? null : sums.fromExisting
  return {
    period: salesOf(scope, days, { ...sums, repeaters, fromExisting }),
    rhythm,
    otherCurrencies: sums.otherCurrencies,
  }
}

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

function gapsOf({ gaps }: Rhythm): SalesReport['gapDays'] {
  return {
    median: weightedQuantile(gaps, 0.5),
    p25: weightedQuantile(gaps, 0.25),
    p75: weightedQuantile(gaps, 0.75),
    p95: weightedQuantile(gaps, 0.95),
    gaps: gaps.reduce((sum, { count }) => sum + count, 0),
  }
}
