import { z } from '@hono/zod-openapi'
import {
  customerDetail,
  customerPage,
  listCustomersQuery,
  type TimelinePage,
  timelinePage,
  timelineQuery,
} from '#contract/customers'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { Jobs } from '#platform/jobs'
import type { Db } from '#platform/postgres'
import { bulkRoutes } from './bulk/routes.ts'
import { duplicateRoutes } from './duplicates/routes.ts'
import { editRoutes } from './editing/routes.ts'
import { exportCustomers, traitsAmong } from './export-customers.ts'
import { getCustomer } from './get-customer.ts'
import { listCustomers } from './list-customers.ts'
import { mergeRoutes } from './merges/routes.ts'
import { readTimeline } from './read-timeline.ts'
import { readTraits } from './read-traits.ts'
import { traitRoutes } from './traits/routes.ts'
import { viewRoutes } from './views/routes.ts'

export type CustomerDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  /** After so many days of silence a customer of this shop counts as dormant. */
  silenceDays: (workspaceId: string) => Promise<number>
  /** Names of what customers would most likely want next, best first; a customer of whom nothing is foretold is missing. */
  nextProducts: (workspaceId: string, customerIds: string[]) => Promise<Map<string, string[]>>
  jobs: Jobs
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}

const tags = ['Customers']
const read = { scope: 'customers:read' } as const
const params = z.object({ id: z.uuid() })

const list = workspaceRoute(read, {
  method: 'get',
  path: '/customers',
  summary: 'Customers: search, filter, sort by any measure',
  tags,
  request: { query: listCustomersQuery },
  responses: {
    200: json(customerPage, 'A page of customers; CSV of all that match with format=csv, for who may export'),
  },
})
const detail = workspaceRoute(read, {
  method: 'get',
  path: '/customers/{id}',
  summary: 'One customer: who, since when, worth, rhythm',
  tags,
  request: { params },
  responses: { 200: json(customerDetail, 'The customer, or who they were joined to') },
})
const timeline = workspaceRoute(read, {
  method: 'get',
  path: '/customers/{id}/timeline',
  summary: "A customer's events, newest first",
  tags,
  request: { params, query: timelineQuery },
  responses: { 200: json(timelinePage, 'A page of events and how many there are of each kind') },
})

export function customerRoutes(deps: CustomerDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const query = c.req.valid('query')
    const { workspaceId, actor } = c.var
    if (query.format === 'csv') {
      const { header, rows } = await exportCustomers(deps, workspaceId, actor, query)
      return csvAnswer(c, 'customers.csv', header, rows) as never
    }
    const page = await listCustomers(deps, workspaceId, query)
    const traits = await readTraits(deps.db, workspaceId, page.customers, traitsAmong(query.columns))
    const customers = page.customers.map((row) => ({ ...row, traits: traits.get(row.customerId) ?? {} }))
    return c.json({ ...page, customers }, 200)
  })
  app.openapi(detail, async (c) => c.json(await getCustomer(deps, c.var.workspaceId, c.req.valid('param').id), 200))
  app.openapi(timeline, async (c) => {
    const query = c.req.valid('query')
    const { id } = c.req.valid('param')
    const page = await readTimeline(deps, c.var.workspaceId, id, { ...query, limit: isCsv(query) ? 200 : query.limit })
    if (isCsv(query)) {
      const rows = timelineRows(page, (before) =>
        readTimeline(deps, c.var.workspaceId, id, { ...query, before, limit: 200 }),
      )
      return csvAnswer(c, 'timeline.csv', ['occurred_at', 'event', 'source', 'properties'], rows) as never
    }
    return c.json(page, 200)
  })
  for (const router of [mergeRoutes, editRoutes, traitRoutes, viewRoutes, bulkRoutes, duplicateRoutes])
    app.route('/', router(deps))
  return app
}

const isCsv = ({ format }: { format: string }): boolean => format === 'csv'

/** All events that match, page by page from the first on. */
async function* timelineRows(
  first: TimelinePage,
  next: (before: string) => Promise<TimelinePage>,
): AsyncIterable<string[]> {
  for (let page = first; ; ) {
    for (const e of page.events) yield [e.occurredAt, e.event, e.source, JSON.stringify(e.properties)]
    if (page.nextBefore === null) return
    page = await next(page.nextBefore)
  }
}
