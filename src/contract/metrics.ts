/** Shapes of every figure the product reports. Rates are percent (0–100, may exceed 100 where docs/metrics.md says so); money is integer minor units of `currency`; days are ISO dates in the workspace's zone. */
import { z } from 'zod'
import { riskBand } from './predictions.ts'

export const periodUnit = z.enum(['day', 'week', 'month', 'quarter', 'year'])
export type PeriodUnit = z.infer<typeof periodUnit>

const day = z.iso.date()
const rate = z.number().nullable()

// A query string holds a name once or several times.
const list = (each: z.ZodString) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(each).max(100).default([]))

/** What every metrics route accepts. `from` and `to` are inclusive days; `trait` is repeated as name:value, `tag` and `source` too. */
export const metricsQuery = z.object({
  unit: periodUnit.default('month'),
  /** whose weeks, months, quarters and years are counted; Jalali weeks begin on Saturdays, Gregorian ones on Mondays */
  calendar: z.enum(['gregorian', 'jalali']).default('gregorian'),
  from: day.optional(),
  to: day.optional(),
  source: list(z.string()),
  trait: list(z.string().regex(/^[^:]{1,128}:/)),
  tag: list(z.string()),
  /** cohorts: 24h gives `nDay24h` too, which takes longer */
  window: z.enum(['calendar', '24h']).default('calendar'),
  format: z.enum(['json', 'csv']).default('json'),
})
export type MetricsQuery = z.infer<typeof metricsQuery>

/** One period and the flow behind its rates: start = lost + retained; end = retained + wonBack + new. */
export const retentionPeriod = z.object({
  period: z.string(),
  start: z.number(),
  end: z.number(),
  from: day,
  to: day,
  new: z.number(),
  retained: z.number(),
  lost: z.number(),
  wonBack: z.number(),
  crr: rate,
  simpleRate: rate,
  retentionRate: rate,
  churnRate: rate,
  nrr: rate,
  grr: rate,
  complete: z.boolean(),
})
export type RetentionPeriod = z.infer<typeof retentionPeriod>

export const retentionReport = z.object({
  unit: periodUnit,
  currency: z.string(),
  asOf: day,
  /** whole calendar periods that touch the chosen days */
  periods: z.array(retentionPeriod),
  /** exactly the chosen days against as many days before; null when none were chosen */
  range: retentionPeriod.nullable(),
})
export type RetentionReport = z.infer<typeof retentionReport>

export const cohort = z.object({
  cohort: z.string(),
  size: z.number(),
  complete: z.boolean(),
  /** customers active k periods after the first purchase; index 0 is the first period itself */
  bounded: z.array(z.number()),
  /** customers active k periods after the first purchase or later */
  unbounded: z.array(z.number()),
  revenue: z.array(z.number()),
})
export const cohortReport = z.object({
  unit: periodUnit,
  currency: z.string(),
  asOf: day,
  cohorts: z.array(cohort),
  /** rolling N-day retention over customers old enough; windows are calendar days in the shop's zone */
  nDay: z.record(z.string(), z.object({ eligible: z.number(), on: z.number(), onOrAfter: z.number() })),
  /** the same by windows of 24 h from the first purchase; empty unless asked for by window=24h */
  nDay24h: z.record(z.string(), z.object({ eligible: z.number(), on: z.number(), onOrAfter: z.number() })),
})
export type CohortReport = z.infer<typeof cohortReport>

export const survivalReport = z.object({
  silenceDays: z.number(),
  silenceSource: z.enum(['computed', 'chosen']),
  /** Kaplan–Meier from first purchase; lost = silent longer than silenceDays; low/high = 95 % log–log interval */
  curve: z.array(
    z.object({ day: z.number(), survival: z.number(), low: z.number(), high: z.number(), atRisk: z.number() }),
  ),
  medianDays: z.number().nullable(),
  lost: z.number(),
  customers: z.number(),
})
export type SurvivalReport = z.infer<typeof survivalReport>

export const salesPeriod = z.object({
  period: z.string(),
  from: day,
  to: day,
  complete: z.boolean(),
  customers: z.number(),
  /** customer-days: how often somebody came, counted once a day */
  visits: z.number(),
  orders: z.number(),
  revenue: z.number(),
  refunded: z.number(),
  averageOrder: z.number().nullable(),
  frequency: z.number().nullable(),
  spendPerCustomer: z.number().nullable(),
  repeatRate: rate,
  existingShare: rate,
  /** stickiness: the average day's customers in percent of the period's (DAU/MAU) */
  dailyShare: rate,
})
export const salesReport = z.object({
  unit: periodUnit,
  currency: z.string(),
  asOf: day,
  periods: z.array(salesPeriod),
  total: salesPeriod,
  previous: salesPeriod.nullable(),
  /** purchase days by how many customers: stickiness */
  visitsHistogram: z.array(z.object({ visits: z.number(), customers: z.number() })),
  gapDays: z.object({
    median: z.number().nullable(),
    p25: z.number().nullable(),
    p75: z.number().nullable(),
    p95: z.number().nullable(),
    gaps: z.number(),
  }),
  otherCurrencies: z.array(z.object({ currency: z.string(), orders: z.number() })),
})
export type SalesReport = z.infer<typeof salesReport>

export const concentrationReport = z.object({
  currency: z.string(),
  customers: z.number(),
  revenue: z.number(),
  topDecileShare: rate,
  top15Share: rate,
  top15Customers: z.number(),
  /** share of revenue (percent) of the best share of customers (percent), 101 points from 0 to 100 */
  curve: z.array(z.object({ customers: z.number(), revenue: z.number() })),
})
export type ConcentrationReport = z.infer<typeof concentrationReport>

export const rfmReport = z.object({
  currency: z.string(),
  at: day,
  segments: z.array(
    z.object({
      segment: z.string(),
      customers: z.number(),
      revenue: z.number(),
      averageRecencyDays: z.number(),
      averageOrders: z.number(),
    }),
  ),
  /** customers by recency score (rows, 1–5) and frequency score (columns, 1–5) */
  grid: z.array(z.object({ recency: z.number(), frequency: z.number(), customers: z.number(), revenue: z.number() })),
})
export type RfmReport = z.infer<typeof rfmReport>

export const lifecycleState = z.enum(['new', 'active', 'slipping', 'dormant', 'won_back', 'lost'])
export const lifecycleReport = z.object({
  at: day,
  silenceDays: z.number(),
  states: z.array(z.object({ state: lifecycleState, customers: z.number(), revenue: z.number() })),
  months: z.array(
    z.object({
      period: z.string(),
      new: z.number(),
      returning: z.number(),
      wonBack: z.number(),
      dormant: z.number(),
      complete: z.boolean(),
    }),
  ),
})
export type LifecycleReport = z.infer<typeof lifecycleReport>

export const valueReport = z.object({
  currency: z.string(),
  customers: z.number(),
  /** historic lifetime value: revenue minus refunds per customer */
  mean: z.number().nullable(),
  meanBeforeRefunds: z.number().nullable(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  histogram: z.array(
    z.object({ from: z.number(), to: z.number().nullable(), customers: z.number(), revenue: z.number() }),
  ),
  margin: z
    .object({
      costedRevenue: z.number(),
      cost: z.number(),
      margin: z.number(),
      marginRate: z.number().nullable(),
      costedShare: z.number().nullable(),
    })
    .nullable(),
})
export type ValueReport = z.infer<typeof valueReport>

export const filterOptions = z.object({
  sources: z.array(z.string()),
  traits: z.array(
    z.object({ trait: z.string(), values: z.array(z.object({ value: z.string(), customers: z.number() })) }),
  ),
  tags: z.array(z.object({ value: z.string(), customers: z.number() })),
  firstDay: day.nullable(),
  lastDay: day.nullable(),
})
export type FilterOptions = z.infer<typeof filterOptions>

export const lateCustomer = z.object({
  customerId: z.uuid(),
  /** the shop's own id, where it has given one */
  externalId: z.string().nullable(),
  name: z.string(),
  /** how this person can be reached; null where the shop does not know */
  email: z.string().nullable(),
  phone: z.string().nullable(),
  usualGapDays: z.number(),
  silentDays: z.number(),
  visits: z.number(),
  lastVisitOn: day,
  recentVisits: z.array(day),
  yearlyMinor: z.number(),
  revenueMinor: z.number(),
  /** late, or very late, by the own rhythm alone */
  risk: z.enum(['medium', 'high']),
  /** what the latest run foretold: `risk` is the probability to stay away. Null: no score yet, or gone by it */
  forecast: z.object({ risk: z.number(), band: riskBand }).nullable(),
})
export type LateCustomer = z.infer<typeof lateCustomer>

/** GET /api/v1/today */
export const todayReport = z.object({
  date: day,
  /** the day the figures are counted to: today, or the last day with data for sample and old data */
  asOf: day,
  currency: z.string(),
  customers: z.number(),
  orders: z.number(),
  retention: retentionPeriod.nullable(),
  previousRetention: retentionPeriod.nullable(),
  late: z.object({ customers: z.number(), yearlyMinor: z.number(), list: z.array(lateCustomer) }),
  cameBack: z.object({
    customers: z.number(),
    list: z.array(
      lateCustomer
        .omit({ risk: true, forecast: true, silentDays: true })
        .extend({ cameBackOn: day, awayDays: z.number() }),
    ),
  }),
  top15Share: rate,
})
export type TodayReport = z.infer<typeof todayReport>

/** What `regulars report --json` prints; docs/report.schema.json is made from it. Money is in major units here (8911407.90). */
export const shopReport = z.object({
  name: z.string(),
  customers: z.number(),
  orders: z.number(),
  revenue: z.number(),
  refunded: z.number(),
  currency: z.string().nullable(),
  otherCurrencies: salesReport.shape.otherCurrencies,
  period: z.object({ from: day, to: day }),
  repeatRate: z.number(),
  oneTimeBuyers: z.number(),
  topDecileShare: z.number(),
  top15Share: z.number(),
  monthly: z.array(
    retentionPeriod
      .omit({ period: true, from: true, to: true, simpleRate: true })
      .extend({ month: z.string().regex(/^\d{4}-\d{2}$/) }),
  ),
  cohorts: z.array(cohort),
  nDay: cohortReport.shape.nDay,
  lifecycle: z.object({
    at: day,
    silenceDays: z.number(),
    states: lifecycleReport.shape.states,
    months: lifecycleReport.shape.months,
  }),
  rfm: rfmReport.pick({ segments: true, grid: true }),
  concentration: z.array(z.object({ customers: z.number(), revenue: z.number() })),
  survival: survivalReport,
  frequency: z.object({
    averageOrder: z.number().nullable(),
    ordersPerCustomer: z.number().nullable(),
    medianGapDays: z.number().nullable(),
    visitsHistogram: salesReport.shape.visitsHistogram,
  }),
  value: z.object({
    mean: z.number().nullable(),
    meanBeforeRefunds: z.number().nullable(),
    median: z.number().nullable(),
    p90: z.number().nullable(),
  }),
  atRisk: z.array(
    z.object({
      customer: z.string(),
      name: z.string(),
      usualGapDays: z.number(),
      silentDays: z.number(),
      visits: z.number(),
      lastVisit: day,
      recentVisits: z.array(day),
      yearlyValue: z.number(),
      revenue: z.number(),
      risk: z.enum(['medium', 'high']),
    }),
  ),
  atRiskTotal: z.object({ customers: z.number(), yearlyValue: z.number() }),
  rows: z.object({ read: z.number(), used: z.number(), skipped: z.record(z.string(), z.number()) }),
})
export type ShopReport = z.infer<typeof shopReport>
