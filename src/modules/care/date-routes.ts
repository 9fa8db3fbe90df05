import { z } from '@hono/zod-openapi'
import {
  addDate as addDateBody,
  changeDate as changeDateBody,
  comingDates,
  comingDatesQuery,
  importantDate,
} from '#contract/care'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { CareDeps } from './care-deps.ts'
import { addDate, changeDate, listComingDates, listDates, removeDate, restoreDate } from './dates.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'

const tags = ['Notes and dates']
const ofCustomer = z.object({ id: z.uuid() })
const one = z.object({ id: z.uuid(), dateId: z.uuid() })
const path = '/customers/{id}/dates/{dateId}'

const coming = workspaceRoute(
  { scope: 'notes:read' },
  {
    method: 'get',
    path: '/coming-dates',
    tags,
    summary: 'Birthdays and other dates of all customers in the coming days',
    request: { query: comingDatesQuery },
    responses: { 200: json(comingDates, 'The nearest first') },
  },
)
const list = workspaceRoute(
  { scope: 'notes:read' },
  {
    method: 'get',
    path: '/customers/{id}/dates',
    tags,
    summary: 'Important dates of a customer and when they fall next',
    request: { params: ofCustomer },
    responses: { 200: json(z.object({ dates: z.array(importantDate) }), 'The nearest first') },
  },
)
const add = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'post',
    path: '/customers/{id}/dates',
    tags,
    summary: 'Keep a yearly date; the year may be unknown',
    request: { params: ofCustomer, body: jsonBody(addDateBody) },
    responses: { 201: json(importantDate, 'The date') },
  },
)
const change = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'put',
    path,
    tags,
    summary: 'Change a date',
    request: { params: one, body: jsonBody(changeDateBody) },
    responses: { 200: json(importantDate, 'The date') },
  },
)
const remove = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'delete',
    path,
    tags,
    summary: 'Remove a date; it can be restored for a day',
    request: { params: one },
    responses: { 204: { description: 'Removed' } },
  },
)
const restore = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'post',
    path: `${path}/restore`,
    tags,
    summary: 'Take the removal of a date back',
    request: { params: one },
    responses: { 200: json(importantDate, 'The date') },
  },
)

export function dateRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(coming, async (c) => {
    const { workspaceId } = c.var
    const { days } = c.req.valid('query')
    const dates = await inWorkspace(deps.db, workspaceId, (tx) =>
      listComingDates(tx, workspaceId, deps.clock.now(), days),
    )
    return c.json({ dates }, 200)
  })
  router.openapi(list, async (c) => {
    const read = readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, (tx, family) =>
      listDates(tx, family, deps.clock.now()),
    )
    return c.json({ dates: await read }, 200)
  })
  router.openapi(add, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId: c.req.valid('param').id }
    return c.json(await changeCustomer(deps, who, (made) => addDate(made, c.req.valid('json'))), 201)
  })
  router.openapi(change, async (c) => {
    const { id: customerId, dateId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    return c.json(await changeCustomer(deps, who, (made) => changeDate(made, dateId, c.req.valid('json'))), 200)
  })
  router.openapi(remove, async (c) => {
    const { id: customerId, dateId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    await changeCustomer(deps, who, (made) => removeDate(made, dateId))
    return c.body(null, 204)
  })
  router.openapi(restore, async (c) => {
    const { id: customerId, dateId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    return c.json(await changeCustomer(deps, who, (made) => restoreDate(made, dateId)), 200)
  })
  return router
}
