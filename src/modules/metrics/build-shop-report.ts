import type { ShopReport } from '#contract/metrics'
import type { Calendar } from '#platform/i18n'
import { noCurrency, toMajor } from '#platform/money'
import { readCohortReport } from './read-cohorts.ts'
import { readConcentrationReport } from './read-concentration.ts'
import { readLifecycleReport } from './read-lifecycle.ts'
import { readPeriods } from './read-retention.ts'
import { readRfmReport } from './read-rfm.ts'
import { readSalesReport } from './read-sales.ts'
import { readSurvivalReport } from './read-survival.ts'
import { readRegulars } from './read-today.ts'
import { readValueReport } from './read-value.ts'
import { type MetricsDeps, openScope } from './scope.ts'
import { readSilence } from './silence-window.ts'

export type ShopReportOptions = {
  /** whose months are counted; the Gregorian calendar's when absent */
  calendar?: Calendar
  /** the day of the report, ISO; today in the shop's zone when absent */
  today?: string
  /** what the import read, used and left out */
  rows?: ShopReport['rows']
  /** how many late regulars are named */
  atRisk?: number
}

/** Everything a shop's report says, months as periods, money in major units. An empty workspace gives an empty report. */
export async function buildShopReport(
  deps: MetricsDeps,
  workspaceId: string,
  { calendar = 'gregorian', today, rows, atRisk = 100 }: ShopReportOptions = {},
): Promise<ShopReport> {
  const { ch, shop, scope } = await openScope(deps, workspaceId, {
    unit: 'month',
    calendar,
    ...(today ? { today } : {}),
  })
  const silence = await readSilence(ch, shop.silenceDays, scope)
  const [periods, cohorts, sales, concentration, survival] = await Promise.all([
    readPeriods(ch, scope),
    readCohortReport(ch, scope),
    readSalesReport(ch, scope),
    readConcentrationReport(ch, scope),
    readSurvivalReport(ch, scope, silence),
  ])
  const [rfm, lifecycle, value, regulars] = await Promise.all([
    readRfmReport(ch, scope),
    readLifecycleReport(ch, scope, silence),
    readValueReport(ch, scope),
    readRegulars(deps.db, workspaceId, scope.asOf, silence.days, atRisk),
  ])
  const major = (minor: number): number => toMajor(minor, scope.currency)
  const majorOrNull = (minor: number | null): number | null => (minor === null ? null : major(minor))
  const { total } = sales
  return {
    name: shop.name,
    customers: total.customers,
    orders: total.orders,
    revenue: major(total.revenue),
    refunded: major(total.refunded),
    currency: scope.currency === noCurrency ? null : scope.currency,
    otherCurrencies: sales.otherCurrencies,
    period: { from: scope.firstDay ?? scope.from, to: scope.lastDay ?? scope.to },
    repeatRate: total.repeatRate ?? 0,
    oneTimeBuyers: sales.visitsHistogram.find(({ visits }) => visits === 1)?.customers ?? 0,
    topDecileShare: concentration.topDecileShare ?? 0,
    top15Share: concentration.top15Share ?? 0,
    monthly: periods.map(({ period, from: _, to: __, simpleRate: ___, ...month }) => ({ month: period, ...month })),
    cohorts: cohorts.cohorts.map((cohort) => ({ ...cohort, revenue: cohort.revenue.map(major) })),
    nDay: cohorts.nDay,
    lifecycle: {
      at: lifecycle.at,
      silenceDays: lifecycle.silenceDays,
      states: lifecycle.states.map((state) => ({ ...state, revenue: major(state.revenue) })),
      months: lifecycle.months,
    },
    rfm: {
      segments: rfm.segments.map((segment) => ({ ...segment, revenue: major(segment.revenue) })),
      grid: rfm.grid.map((cell) => ({ ...cell, revenue: major(cell.revenue) })),
    },
    concentration: concentration.curve,
    survival,
    frequency: {
      averageOrder: majorOrNull(total.averageOrder),
      ordersPerCustomer: total.frequency,
      medianGapDays: sales.gapDays.median,
      visitsHistogram: sales.visitsHistogram,
    },
    value: {
      mean: majorOrNull(value.mean),
      meanBeforeRefunds: majorOrNull(value.meanBeforeRefunds),
      median: majorOrNull(value.median),
      p90: majorOrNull(value.p90),
    },
    atRisk: regulars.late.list.map((late) => ({
      customer: late.externalId ?? late.email ?? late.phone ?? late.customerId,
      name: late.name,
      usualGapDays: late.usualGapDays,
      silentDays: late.silentDays,
      visits: late.visits,
      lastVisit: late.lastVisitOn,
      recentVisits: late.recentVisits,
      yearlyValue: major(late.yearlyMinor),
      revenue: major(late.revenueMinor),
      risk: late.risk,
    })),
    atRiskTotal: { customers: regulars.late.customers, yearlyValue: major(regulars.late.yearlyMinor) },
    rows: rows ?? { read: 0, used: 0, skipped: {} },
  }
}
