import { z } from 'zod'
import { vipMeasures } from './vip-measures.ts'

export const riskBands = ['low', 'medium', 'high'] as const
export const riskBand = z.enum(riskBands)
export type RiskBand = z.infer<typeof riskBand>

/** In points of probability (0.12 = 12 points): how far it takes the risk up (or down) from that of the average customer. */
const weight = z.number()
const pace = { usualGapDays: z.number(), silentDays: z.number(), weight }
const gaps = { beforeDays: z.number(), nowDays: z.number(), weight }
const spending = { beforeMinor: z.number(), nowMinor: z.number(), orders: z.number(), weight }

/** Why somebody is likely to stay away, or to come; each has its words as `predictions.reason.<kind>`. */
export const riskReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('late'), ...pace }),
  z.object({ kind: z.literal('on_time'), ...pace }),
  z.object({ kind: z.literal('comes_rarely'), ...pace }),
  z.object({ kind: z.literal('comes_often'), ...pace }),
  z.object({ kind: z.literal('silent'), silentDays: z.number(), visits: z.number(), weight }),
  z.object({ kind: z.literal('recent'), silentDays: z.number(), weight }),
  z.object({ kind: z.literal('few_visits'), visits: z.number(), weight }),
  z.object({ kind: z.literal('many_visits'), visits: z.number(), weight }),
  z.object({ kind: z.literal('comes_less'), ...gaps }),
  z.object({ kind: z.literal('comes_more'), ...gaps }),
  z.object({ kind: z.literal('spends_less'), ...spending }),
  z.object({ kind: z.literal('spends_more'), ...spending }),
  z.object({ kind: z.literal('refunded'), refunds: z.number(), withinDays: z.number(), weight }),
  z.object({ kind: z.literal('small_orders'), averageMinor: z.number(), weight }),
  z.object({ kind: z.literal('large_orders'), averageMinor: z.number(), weight }),
  z.object({ kind: z.literal('new_here'), days: z.number(), weight }),
  z.object({ kind: z.literal('long_here'), days: z.number(), weight }),
  z.object({ kind: z.literal('source'), source: z.string(), weight }),
])
export type RiskReason = z.infer<typeof riskReason>
export type RiskKind = RiskReason['kind']

/** Risk by simple rules, for who has no score yet. `level` null: too few visits to say. Weights are 0. */
export const risk = z.object({ level: riskBand.nullable(), reasons: z.array(riskReason) })
export type Risk = z.infer<typeof risk>

/** What the latest run foretold of one customer. Money in minor units of the workspace's currency. */
export const customerScore = z.object({
  scoredOn: z.iso.date(),
  versionId: z.uuid(),
  /** probability not to come back within the horizon */
  risk: z.number(),
  band: riskBand,
  /** silent longer than the shop's silence window: gone already, so nothing is at stake any more */
  isGone: z.boolean(),
  /** the risk of the average customer; with the reasons' weights and `restWeight` it adds up to `risk` */
  baseRisk: z.number(),
  reasons: z.array(riskReason),
  restWeight: z.number(),
  alive: z.number(),
  /** null: no visit is to be expected */
  nextVisit: z.object({ on: z.iso.date(), from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** within the next 12 months */
  expectedOrders: z.number(),
  /** of the next 12 months, discounted; eight in ten lie between low and high */
  clv: z.object({ minor: z.number(), lowMinor: z.number(), highMinor: z.number() }),
  atStakeMinor: z.number(),
  /** 0 to 23 in the workspace's zone; null: their own orders do not tell */
  bestHour: z.number().nullable(),
  /** as it stood at the end of the week before; the last three are null where that was not kept yet, `nextOn` also where no visit was expected */
  weekAgo: z
    .object({
      risk: z.number(),
      band: riskBand,
      on: z.iso.date(),
      alive: z.number().nullable(),
      clvMinor: z.number().nullable(),
      nextOn: z.iso.date().nullable(),
    })
    .nullable(),
})
export type CustomerScore = z.infer<typeof customerScore>

export const modelNames = ['rhythm', 'alive', 'logistic', 'trees', 'blend'] as const
export type PredictionModel = (typeof modelNames)[number]

/** Why there is no forecast, or no test of it. */
export const waitingReasons = [
  'no_customers',
  'few_customers',
  'no_repeats',
  'short_history',
  'few_outcomes',
  'one_outcome',
] as const
export type WaitingReason = (typeof waitingReasons)[number]

/** How a candidate did on the shop's own past. */
export const candidate = z.object({
  model: z.enum(modelNames),
  /** `used`; `loses`: the used one foretold the past as well or better; the rest say why it was not tried */
  state: z.enum(['used', 'loses', 'too_few_rows', 'not_possible']),
  /** how often somebody who stayed away was given the higher risk than somebody who came; 0.5 is chance */
  auc: z.number().nullable(),
  /** the same over everybody, those long gone too */
  aucAll: z.number().nullable(),
  logLoss: z.number().nullable(),
  brier: z.number().nullable(),
  calibrationError: z.number().nullable(),
})
export type Candidate = z.infer<typeof candidate>

export const features = [
  'rhythm',
  'silence',
  'visits',
  'tenure',
  'pace',
  'spend',
  'refunds',
  'value',
  'source',
  'score',
] as const
export type PredictionFeature = (typeof features)[number]

const money = z.object({
  customers: z.number(),
  atStakeMinor: z.number(),
  clvMinor: z.number(),
})

export const predictionReport = z.object({
  status: z.enum(['ready', 'untested', 'waiting']),
  reason: z.enum(waitingReasons).nullable(),
  asOf: z.iso.date(),
  /** how far ahead: will they come back within so many days? */
  horizonDays: z.number(),
  /** the silence window; the horizon is shorter where the history is */
  windowDays: z.number(),
  historyDays: z.number(),
  customers: z.number(),
  /** customers that were looked at for learning; all, up to 30,000 */
  learntFrom: z.number(),
  used: z.enum(modelNames).nullable(),
  /** from which risk on a customer is medium and high */
  thresholds: z.object({ medium: z.number(), high: z.number() }).nullable(),
  /** of what somebody who stays brings in 12 months, in average orders; thresholds follow from it */
  ordersAYear: z.number().nullable(),
  candidates: z.array(candidate),
  /** the shop's own past: foretold on `on` for the horizon after it, against what happened */
  test: z
    .object({
      on: z.iso.date(),
      /** whose forecast it was: chosen on `chosenOn`, a horizon before `on` where the history reaches so far */
      model: z.enum(modelNames).optional(),
      chosenOn: z.iso.date().optional(),
      customers: z.number(),
      stayedAway: z.number(),
      bands: z.array(z.object({ band: riskBand, customers: z.number(), stayedAway: z.number() })),
      calibration: z.array(
        z.object({
          from: z.number(),
          to: z.number(),
          customers: z.number(),
          foretold: z.number(),
          happened: z.number(),
        }),
      ),
    })
    .nullable(),
  /** who has left for good: `none_seen` when the purchases show no leaving, `begins_midway` when besides the log began midway */
  leaving: z.enum(['seen', 'none_seen', 'begins_midway']).nullable(),
  value: z
    .object({
      model: z.enum(['gamma_gamma', 'mean']),
      orders: z.enum(['expected', 'by_risk', 'repeat']),
      of: z.enum(['revenue', 'margin']),
      discountRate: z.number(),
      /** orders and money of the test's horizon */
      test: z
        .object({
          foretoldOrders: z.number(),
          actualOrders: z.number(),
          foretoldMinor: z.number(),
          actualMinor: z.number(),
          error: z.number(),
          errorOfRepeating: z.number(),
        })
        .nullable(),
    })
    .nullable(),
  bands: z.array(money.extend({ band: riskBand })),
  gone: money.nullable(),
  changed: z.object({ up: z.number(), down: z.number() }),
  drift: z.object({
    level: z.enum(['none', 'some', 'much']),
    features: z.array(z.object({ feature: z.enum(features), psi: z.number(), ks: z.number() })),
  }),
  clv: z
    .object({
      mean: z.number(),
      median: z.number(),
      p90: z.number(),
      total: z.number(),
      topDecileShare: z.number().nullable(),
      histogram: z.array(
        z.object({ from: z.number(), to: z.number().nullable(), customers: z.number(), clvMinor: z.number() }),
      ),
    })
    .nullable(),
  worth: z
    .object({
      /** from which yearly value on a customer is among the top fifth, the next three tenths */
      valueFrom: z.object({ top: z.number(), middle: z.number() }),
      averageMargin: z.number().nullable(),
      cells: z.array(
        money.extend({
          value: z.enum(['top', 'middle', 'rest']),
          risk: z.enum(['low', 'medium', 'high', 'gone']),
          margin: z.enum(['above', 'below', 'unknown']),
          revenueMinor: z.number(),
        }),
      ),
    })
    .nullable(),
  bestHour: z.number().nullable(),
  /** by the clock; within `score` the processor's time that reckoning the scores took, and writing them down for the engines */
  seconds: z.object({
    read: z.number(),
    learn: z.number(),
    score: z.number(),
    compute: z.number().optional(),
    writeDown: z.number().optional(),
    total: z.number(),
  }),
})
export type PredictionReport = z.infer<typeof predictionReport>

/** GET /api/v1/predictions */
export const predictions = z.object({
  /** null: there has not been a run yet */
  version: z
    .object({ versionId: z.uuid(), number: z.number(), scoredOn: z.iso.date(), finishedAt: z.iso.datetime() })
    .nullable(),
  report: predictionReport.nullable(),
  currency: z.string(),
  /** who has bought but has no score yet */
  notYet: z.number(),
  /** a run that waits or works */
  job: z
    .object({
      jobId: z.uuid(),
      status: z.string(),
      done: z.number(),
      total: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    })
    .nullable(),
})
export type Predictions = z.infer<typeof predictions>

export const atRiskSorts = ['at_stake', 'risk', 'clv'] as const
export const atRiskQuery = z.object({
  band: riskBand.optional(),
  /** those still with the shop, of them those at medium or high risk, those silent longer than its silence window, or everybody */
  who: z.enum(['here', 'at_risk', 'gone', 'all']).default('here'),
  value: z.enum(['top', 'middle', 'rest']).optional(),
  margin: z.enum(['above', 'below', 'unknown']).optional(),
  sort: z.enum(atRiskSorts).default('at_stake'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type AtRiskQuery = z.infer<typeof atRiskQuery>

export const atRiskRow = customerScore.extend({
  customerId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  visits: z.number(),
  lastVisitOn: z.iso.date().nullable(),
  silentDays: z.number().nullable(),
  usualGapDays: z.number().nullable(),
  revenueMinor: z.number(),
  recentVisits: z.array(z.iso.date()),
})
export type AtRiskRow = z.infer<typeof atRiskRow>
export const atRiskPage = z.object({
  customers: z.array(atRiskRow),
  nextCursor: z.string().nullable(),
  currency: z.string(),
  asOf: z.iso.date(),
})
export type AtRiskPage = z.infer<typeof atRiskPage>

export const predictionVersion = z.object({
  versionId: z.uuid(),
  number: z.number(),
  scoredOn: z.iso.date(),
  finishedAt: z.iso.datetime(),
  report: predictionReport,
})
export const predictionVersions = z.object({ versions: z.array(predictionVersion) })
export type PredictionVersions = z.infer<typeof predictionVersions>

export const vipQuery = z.object({
  by: z.enum(vipMeasures).default('spend'),
  limit: z.coerce.number().int().min(1).max(200).default(25),
  format: z.enum(['json', 'csv']).default('json'),
})
export type VipQuery = z.infer<typeof vipQuery>
export const vipList = z.object({
  by: z.enum(vipMeasures),
  currency: z.string(),
  /** who bought at all */
  customers: z.number(),
  vips: z.array(
    z.object({
      customerId: z.uuid(),
      name: z.string(),
      rank: z.number(),
      /** revenue in minor units, visits, or days of the last year with anything but an order */
      amount: z.number(),
      /** why: where else they are among the first hundredth or twentieth */
      reasons: z.array(z.object({ measure: z.enum(vipMeasures), amount: z.number(), top: z.number() })),
      revenueMinor: z.number(),
      visits: z.number(),
      lastVisitOn: z.iso.date().nullable(),
      band: riskBand.nullable(),
      risk: z.number().nullable(),
      clvMinor: z.number().nullable(),
    }),
  ),
})
export type VipList = z.infer<typeof vipList>
