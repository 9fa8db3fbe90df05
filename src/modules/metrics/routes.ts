import type { z } from '@hono/zod-openapi'
import {
  cohortReport,
  concentrationReport,
  filterOptions,
  lifecycleReport,
  type MetricsQuery,
  metricsQuery,
  retentionReport,
  rfmReport,
  salesReport,
  survivalReport,
  todayReport,
  valueReport,
} from '#contract/metrics'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import * as tables from './csv-tables.ts'
import { readCohorts } from './read-cohorts.ts'
import { readConcentration } from './read-concentration.ts'
import { readFilters } from './read-filters.ts'
import { readLifecycle } from './read-lifecycle.ts'
import { readRetention } from './read-retention.ts'
import { readRfm } from './read-rfm.ts'
import { readSales } from './read-sales.ts'
import { readSurvival } from './read-survival.ts'
import { readToday } from './read-today.ts'
import { readValue } from './read-value.ts'
import type { MetricsDeps } from './scope.ts'

type Report<T> = {
  path: string
  summary: string
  schema: z.ZodType<T>
  read: (deps: MetricsDeps, workspaceId: string, query: MetricsQuery) => Promise<T>
  table: (report: T) => tables.CsvTable
}

const formatOnly = metricsQuery.pick({ format: true })

function addReport<T extends object>(router: Router, deps: MetricsDeps, report: Report<T>, query: z.ZodType): void {
  const route = workspaceRoute(
    { scope: 'metrics:read' },
    {
      method: 'get',
      path: report.path,
      summary: report.summary,
      tags: ['Metrics'],
      request: { query: query as typeof metricsQuery },
      responses: { 200: json(report.schema, 'The figures; as a table with format=csv') },
    },
  )
  router.openapi(route, async (c) => {
    const asked = c.req.valid('query')
    const answer = await report.read(deps, c.var.workspaceId, asked)
    if (asked.format !== 'csv') return c.json(answer, 200) as never
    const { header, rows } = report.table(answer)
    return csvAnswer(c, `${report.path.split('/').at(-1)}.csv`, header, rows) as never
  })
}

/** Mount at /api/v1. */
export function metricsRoutes(deps: MetricsDeps): Router {
  const router = createRouter()
  const add = <T extends object>(report: Report<T>): void => addReport(router, deps, report, metricsQuery)
  add({
    path: '/metrics/retention',
    summary: 'Retention both ways, churn, revenue retention, and the flow behind them, by period',
    schema: retentionReport,
    read: readRetention,
    table: tables.retentionTable,
  })
  add({
    path: '/metrics/cohorts',
    summary: 'Cohorts by first purchase (bounded, unbounded, revenue) and rolling N-day retention',
    schema: cohortReport,
    read: readCohorts,
    table: tables.cohortTable,
  })
  add({
    path: '/metrics/survival',
    summary: 'How long customers stay (Kaplan–Meier with a 95 % interval)',
    schema: survivalReport,
    read: readSurvival,
    table: tables.survivalTable,
  })
  add({
    path: '/metrics/sales',
    summary: 'Orders, revenue, frequency, spend, repeat rate, share of existing customers, by period',
    schema: salesReport,
    read: readSales,
    table: tables.salesTable,
  })
  add({
    path: '/metrics/concentration',
    summary: 'Which share of sales comes from which share of customers',
    schema: concentrationReport,
    read: readConcentration,
    table: tables.concentrationTable,
  })
  add({
    path: '/metrics/rfm',
    summary: 'Recency, frequency and money: named segments and the grid',
    schema: rfmReport,
    read: readRfm,
    table: tables.rfmTable,
  })
  add({
    path: '/metrics/lifecycle',
    summary: 'Customers by lifecycle state, and who came, stayed, came back and fell silent by month',
    schema: lifecycleReport,
    read: readLifecycle,
    table: tables.lifecycleTable,
  })
  add({
    path: '/metrics/value',
    summary: 'Historic lifetime value, and margin where the cost is known',
    schema: valueReport,
    read: readValue,
    table: tables.valueTable,
  })
  addReport(
    router,
    deps,
    {
      path: '/metrics/filters',
      summary: 'What the reports can be filtered by',
      schema: filterOptions,
      read: readFilters,
      table: tables.filterTable,
    },
    formatOnly,
  )
  addReport(
    router,
    deps,
    {
      path: '/today',
      summary: 'What to do now: regulars who are late, who came back, the last complete month',
      schema: todayReport,
      read: readToday,
      table: tables.todayTable,
    },
    metricsQuery.pick({ format: true, calendar: true }),
  )
  return router
}
