import { z } from '@hono/zod-openapi'
import {
  type CustomerRow,
  customerDetail,
  customerPage,
  listCustomersQuery,
  timelinePage,
  timelineQuery,
} from '#contract/customers'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { Db } from '#platform/postgres'
import { getCustomer } from './get-customer.ts'
import { eachCustomer, listCustomers } from './list-customers.ts'
import { readTimeline } from './read-timeline.ts'

export type CustomerDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  /** After so many days of silence a customer of this shop counts as dormant. */
  silenceDays: (workspaceId: string) => Promise<number>
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
  responses: { 200: json(customerPage, 'A page of customers; CSV of all that match with format=csv') },
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

const csvHeader = [
  'customer_id',
  'name',
  'email',
  'phone',
  'external_id',
  'tags',
  'orders',
  'visits',
  'revenue_minor',
  'average_minor',
  'first_order_at',
  'last_order_at',
  'usual_gap_days',
  'silent_days',
  'late_from',
  'yearly_minor',
]

export function customerRoutes(deps: CustomerDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      return csvAnswer(c, 'customers.csv', csvHeader, csvRows(eachCustomer(deps, c.var.workspaceId, query))) as never
    }
    return c.json(await listCustomers(deps, c.var.workspaceId, query), 200)
  })
  app.openapi(detail, async (c) => c.json(await getCustomer(deps, c.var.workspaceId, c.req.valid('param').id), 200))
  app.openapi(timeline, async (c) => {
    const query = c.req.valid('query')
    const page = await readTimeline(deps, c.var.workspaceId, c.req.valid('param').id, query)
    if (query.format === 'csv') {
      const rows = page.events.map((e) => [e.occurredAt, e.event, e.source, JSON.stringify(e.properties)])
      return csvAnswer(c, 'timeline.csv', ['occurred_at', 'event', 'source', 'properties'], rows) as never
    }
    return c.json(page, 200)
  })
  return app
}

async function* csvRows(rows: AsyncIterable<CustomerRow>): AsyncIterable<(string | number | null)[]> {
  for await (const r of rows) {
    yield [
      r.customerId,
      r.name,
      r.email,
      r.phone,
      r.externalId,
      r.tags.join(' '),
      r.orders,
      r.visits,
      r.revenueMinor,
      r.averageMinor,
      r.firstOrderAt,
      r.lastOrderAt,
      r.usualGapDays,
      r.silentDays,
      r.lateFrom,
      r.yearlyMinor,
    ]
  }
}
