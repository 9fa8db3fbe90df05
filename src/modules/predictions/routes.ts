import { z } from '@hono/zod-openapi'
import {
  type AtRiskRow,
  atRiskPage,
  atRiskQuery,
  type PredictionReport,
  predictionReport,
  predictions,
  predictionVersions,
  vipList,
  vipQuery,
} from '#contract/predictions'
import { recordExport } from '#modules/audit'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { Locale } from '#platform/i18n'
import type { Jobs } from '#platform/jobs'
import { inWorkspace } from '#platform/postgres'
import { describeReason } from './describe-reason.ts'
import { findVips } from './find-vips.ts'
import { listAtRisk } from './list-at-risk.ts'
import { openAtRisk } from './open-at-risk.ts'
import { startPredictions } from './prediction-jobs.ts'
import { readPredictions, readVersions } from './read-predictions.ts'
import type { PredictionDeps } from './run-predictions.ts'

const tags = ['Predictions']
const may = { scope: 'predictions:read' } as const
const format = z.object({ format: z.enum(['json', 'csv']).default('json') })

const overview = workspaceRoute(may, {
  method: 'get',
  path: '/predictions',
  summary: 'What the latest run foretold, how well it did on the past, and the run under way',
  tags,
  responses: { 200: json(predictions, 'The latest version with its report; null before the first run') },
})
const atRisk = workspaceRoute(may, {
  method: 'get',
  path: '/predictions/customers',
  summary: 'Customers by risk, money at stake or value to come, with reasons',
  tags,
  request: { query: atRiskQuery },
  responses: {
    200: json(atRiskPage, 'A page of customers; CSV of all that match with format=csv, for who may export'),
  },
})
const clv = workspaceRoute(may, {
  method: 'get',
  path: '/predictions/clv',
  summary: 'How the value of the next 12 months is spread over customers',
  tags,
  request: { query: format },
  responses: {
    200: json(
      z.object({ currency: z.string(), value: predictionReport.shape.value, clv: predictionReport.shape.clv }),
      'Distribution and the model behind it; null before the first run',
    ),
  },
})
const versions = workspaceRoute(may, {
  method: 'get',
  path: '/predictions/versions',
  summary: 'Every version of the model with its report, the newest first',
  tags,
  request: { query: format.extend({ limit: z.coerce.number().int().min(1).max(400).default(30) }) },
  responses: { 200: json(predictionVersions, 'Versions') },
})
const worth = workspaceRoute(may, {
  method: 'get',
  path: '/predictions/worth',
  summary: 'Customers worth keeping: value × risk × margin',
  tags,
  request: { query: format },
  responses: {
    200: json(
      z.object({ currency: z.string(), worth: predictionReport.shape.worth }),
      'Cells with customers and money; null before the first run',
    ),
  },
})
const vips = workspaceRoute(may, {
  method: 'get',
  path: '/predictions/vips',
  summary: 'The best customers by spend, visits or engagement',
  tags,
  request: { query: vipQuery },
  responses: { 200: json(vipList, 'The best first, with reasons') },
})
const run = workspaceRoute(
  { scope: 'predictions:write' },
  {
    method: 'post',
    path: '/predictions/run',
    summary: 'Learn and score anew now',
    tags,
    responses: { 202: json(z.object({ jobId: z.uuid() }), 'Queued, or the run that is under way already') },
  },
)

export function predictionRoutes(deps: PredictionDeps & { jobs: Jobs }): Router {
  const router = createRouter()
  router.openapi(overview, async (c) => c.json(await readPredictions(deps, c.var.workspaceId), 200))
  router.openapi(atRisk, async (c) => {
    const query = c.req.valid('query')
    const { workspaceId, actor, locale } = c.var
    if (query.format === 'json') return c.json(await listAtRisk(deps, workspaceId, query), 200)
    const detail = { list: 'predictions', band: query.band ?? null, who: query.who }
    await inWorkspace(deps.db, workspaceId, (tx) => recordExport(tx, workspaceId, actor, { kind: 'customers' }, detail))
    const { customers, currency } = await openAtRisk(deps, workspaceId, query)
    return csvAnswer(c, 'predictions.csv', csvHeader, csvRows(customers, locale, currency)) as never
  })
  router.openapi(clv, async (c) => {
    const { report, currency } = await readPredictions(deps, c.var.workspaceId)
    if (c.req.valid('query').format === 'csv') {
      const rows = report?.clv?.histogram.map((bin) => [bin.from, bin.to, bin.customers, bin.clvMinor]) ?? []
      return csvAnswer(c, 'clv.csv', ['from_minor', 'to_minor', 'customers', 'clv_minor'], rows) as never
    }
    return c.json({ currency, value: report?.value ?? null, clv: report?.clv ?? null }, 200)
  })
  router.openapi(versions, async (c) => {
    const query = c.req.valid('query')
    const found = await readVersions(deps, c.var.workspaceId, query.limit)
    if (query.format === 'csv')
      return csvAnswer(c, 'prediction-versions.csv', versionHeader, found.versions.map(versionCells)) as never
    return c.json(found, 200)
  })
  router.openapi(worth, async (c) => {
    const { report, currency } = await readPredictions(deps, c.var.workspaceId)
    if (c.req.valid('query').format === 'csv')
      return csvAnswer(c, 'worth-keeping.csv', worthHeader, report?.worth?.cells.map(worthCells) ?? []) as never
    return c.json({ currency, worth: report?.worth ?? null }, 200)
  })
  router.openapi(vips, async (c) => {
    const query = c.req.valid('query')
    const { workspaceId, actor } = c.var
    const found = await findVips(deps, workspaceId, query)
    if (query.format === 'json') return c.json(found, 200)
    await inWorkspace(deps.db, workspaceId, (tx) =>
      recordExport(tx, workspaceId, actor, { kind: 'customers' }, { list: 'vips' }),
    )
    const rows = found.vips.map((vip) => [
      vip.rank,
      vip.customerId,
      vip.name,
      vip.amount,
      vip.revenueMinor,
      vip.visits,
      vip.lastVisitOn,
      vip.band,
      vip.risk,
      vip.clvMinor,
    ])
    return csvAnswer(c, `vips-${query.by}.csv`, vipHeader, rows) as never
  })
  router.openapi(run, async (c) => {
    const { workspaceId, actor } = c.var
    return c.json({ jobId: await startPredictions(deps, deps.jobs, workspaceId, actor) }, 202)
  })
  return router
}

const csvHeader = [
  'customer_id',
  'name',
  'email',
  'phone',
  'band',
  'risk',
  'gone',
  'at_stake_minor',
  'clv_minor',
  'clv_low_minor',
  'clv_high_minor',
  'expected_orders',
  'alive',
  'next_visit_on',
  'last_visit_on',
  'silent_days',
  'usual_gap_days',
  'visits',
  'revenue_minor',
  'best_hour',
  'risk_a_week_ago',
  'alive_a_week_ago',
  'clv_a_week_ago_minor',
  'next_visit_a_week_ago',
  'reasons',
]

async function* csvRows(rows: AsyncIterable<AtRiskRow>, locale: Locale, currency: string) {
  for await (const row of rows)
    yield [
      row.customerId,
      row.name,
      row.email,
      row.phone,
      row.band,
      row.risk,
      row.isGone ? 1 : 0,
      row.atStakeMinor,
      row.clv.minor,
      row.clv.lowMinor,
      row.clv.highMinor,
      row.expectedOrders,
      row.alive,
      row.nextVisit?.on ?? null,
      row.lastVisitOn,
      row.silentDays,
      row.usualGapDays,
      row.visits,
      row.revenueMinor,
      row.bestHour,
      row.weekAgo?.risk ?? null,
      row.weekAgo?.alive ?? null,
      row.weekAgo?.clvMinor ?? null,
      row.weekAgo?.nextOn ?? null,
      row.reasons.map((reason) => describeReason(locale, reason, currency)).join('; '),
    ]
}

const versionHeader = [
  'number',
  'scored_on',
  'status',
  'model',
  'customers',
  'horizon_days',
  'auc',
  'log_loss',
  'drift',
]

function versionCells({ number, scoredOn, report }: { number: number; scoredOn: string; report: PredictionReport }) {
  const used = report.candidates.find(({ state }) => state === 'used')
  const { status, customers, horizonDays, drift } = report
  return [
    number,
    scoredOn,
    status,
    report.used,
    customers,
    horizonDays,
    used?.auc ?? null,
    used?.logLoss ?? null,
    drift.level,
  ]
}

const worthHeader = ['value', 'risk', 'margin', 'customers', 'revenue_minor', 'clv_minor', 'at_stake_minor']

function worthCells(cell: NonNullable<PredictionReport['worth']>['cells'][number]) {
  return [cell.value, cell.risk, cell.margin, cell.customers, cell.revenueMinor, cell.clvMinor, cell.atStakeMinor]
}

const vipHeader = [
  'rank',
  'customer_id',
  'name',
  'amount',
  'revenue_minor',
  'visits',
  'last_visit_on',
  'band',
  'risk',
  'clv_minor',
]
