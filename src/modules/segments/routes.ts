import { z } from '@hono/zod-openapi'
import {
  changeSegmentList as changeListBody,
  condition,
  customerSegments,
  eventProperties,
  changeSegment as plainChange,
  createSegment as plainCreate,
  previewSegment as plainPreview,
  readyMadeSegment as plainReadyMade,
  segment as plainSegment,
  segmentEvents,
  segmentHistory,
  segmentMembers,
  segmentPreview,
} from '#contract/segments'
import { customerFamily } from '#modules/customers'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { changeSegmentList } from './change-list.ts'
import { exportMembers } from './export-members.ts'
import { listEvents, listProperties } from './list-events.ts'
import { previewSegment, readHistory, readMembers, segmentsOf } from './read-members.ts'
import { listReadyMade } from './ready-made.ts'
import { getSegment, listSegments } from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'
import { changeSegment, createSegment, deleteSegment, recountSegment } from './write-segment.ts'

// The document of the API cannot unfold a language that contains itself.
const definition = condition.openapi({
  type: 'object',
  description: 'A condition, as docs/guide/segments.md describes the language; null is a list kept by hand.',
})
const segment = plainSegment.extend({ definition: definition.nullable() })
const segmentList = z.object({ segments: z.array(segment) })
const createBody = plainCreate.extend({ definition: definition.nullable() })
const changeBody = plainChange.extend({ definition: definition.nullable().optional() })
const previewBody = plainPreview.extend({ definition })
const readyMadeList = z.object({ segments: z.array(plainReadyMade.extend({ definition })) })

const tags = ['Segments']
const read = { scope: 'segments:read' } as const
const write = { scope: 'segments:write' } as const
const params = z.object({ segmentId: z.uuid() })
const membersQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
const formatQuery = z.object({ format: z.enum(['json', 'csv']).default('json') })

const list = workspaceRoute(read, {
  method: 'get',
  path: '/segments',
  tags,
  summary: 'All segments, by name',
  request: { query: formatQuery },
  responses: { 200: json(segmentList, 'The segments; CSV with format=csv') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/segments',
  tags,
  summary: 'Make a segment; who belongs to it is counted at once',
  request: { body: jsonBody(createBody) },
  responses: { 201: json(segment, 'The segment') },
})
const preview = workspaceRoute(read, {
  method: 'post',
  path: '/segments/preview',
  tags,
  summary: 'How many a definition would have now, and ten of them',
  request: { body: jsonBody(previewBody) },
  responses: { 200: json(segmentPreview, 'Nothing is kept') },
})
const readyMade = workspaceRoute(read, {
  method: 'get',
  path: '/segments/ready-made',
  tags,
  summary: 'Definitions to start from, with what is commonest in this shop filled in',
  responses: { 200: json(readyMadeList, 'The definitions, by kind') },
})
const events = workspaceRoute(read, {
  method: 'get',
  path: '/segments/events',
  tags,
  summary: 'What people of this shop have done, as conditions can name it',
  responses: { 200: json(segmentEvents, 'The commonest first') },
})
const properties = workspaceRoute(read, {
  method: 'get',
  path: '/segments/properties',
  tags,
  summary: 'What events of one name carry, with values that occur',
  request: { query: z.object({ event: z.string().min(1).max(256) }) },
  responses: { 200: json(eventProperties, 'The commonest first') },
})
const ofCustomer = workspaceRoute(read, {
  method: 'get',
  path: '/customers/{id}/segments',
  tags,
  summary: 'The segments somebody is in now',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { 200: json(customerSegments, 'By name') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/segments/{segmentId}',
  tags,
  summary: 'One segment',
  request: { params },
  responses: { 200: json(segment, 'The segment') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/segments/{segmentId}',
  tags,
  summary: 'Change a segment; a new definition is counted at once',
  request: { params, body: jsonBody(changeBody) },
  responses: { 200: json(segment, 'The segment') },
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/segments/{segmentId}',
  tags,
  summary: 'Remove a segment that no other asks for',
  request: { params },
  responses: { 204: { description: 'Removed' } },
})
const recount = workspaceRoute(write, {
  method: 'post',
  path: '/segments/{segmentId}/recount',
  tags,
  summary: 'Count it anew',
  request: { params },
  responses: { 202: json(segment, 'It is being counted') },
})
const members = workspaceRoute(read, {
  method: 'get',
  path: '/segments/{segmentId}/members',
  tags,
  summary: 'Who belongs to it, the newest first',
  request: { params, query: membersQuery },
  responses: { 200: json(segmentMembers, 'A page of members; CSV of all with format=csv, for who may export') },
})
const history = workspaceRoute(read, {
  method: 'get',
  path: '/segments/{segmentId}/history',
  tags,
  summary: 'How many there were, entered and left, by day of the last year',
  request: { params, query: formatQuery },
  responses: { 200: json(segmentHistory, 'One row a day; CSV with format=csv') },
})
const changeList = workspaceRoute(write, {
  method: 'put',
  path: '/segments/{segmentId}/list',
  tags,
  summary: 'Put people on or off by hand, whatever the definition says',
  request: { params, body: jsonBody(changeListBody) },
  responses: { 200: json(segment, 'The segment') },
})

export function segmentRoutes(deps: SegmentsDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const found = await inWorkspace(deps.db, workspaceId, (tx) => listSegments(tx, workspaceId))
    if (c.req.valid('query').format === 'csv') {
      const header = ['segment_id', 'name', 'members', 'entered_this_week', 'left_this_week', 'status']
      const rows = found.map((s) => [s.segmentId, s.name, s.members, s.enteredThisWeek, s.leftThisWeek, s.status])
      return csvAnswer(c, 'segments.csv', header, rows) as never
    }
    return c.json({ segments: found }, 200)
  })
  app.openapi(create, async (c) =>
    c.json(await createSegment(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(preview, async (c) => {
    const { definition: asked, ...options } = c.req.valid('json')
    return c.json(await previewSegment(deps, c.var.workspaceId, asked, options), 200)
  })
  app.openapi(readyMade, async (c) => c.json({ segments: await listReadyMade(deps, c.var.workspaceId) }, 200))
  app.openapi(events, async (c) => c.json(await listEvents(deps.ch.forWorkspace(c.var.workspaceId)), 200))
  app.openapi(properties, async (c) =>
    c.json(await listProperties(deps.ch.forWorkspace(c.var.workspaceId), c.req.valid('query').event), 200),
  )
  app.openapi(ofCustomer, async (c) => {
    const { workspaceId } = c.var
    const { id } = c.req.valid('param')
    const found = await inWorkspace(deps.db, workspaceId, async (tx) =>
      segmentsOf(tx, workspaceId, await customerFamily(tx, workspaceId, id)),
    )
    return c.json({ segments: found.map(({ since, ...one }) => ({ ...one, since: since.toISOString() })) }, 200)
  })
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { segmentId } = c.req.valid('param')
    return c.json(await inWorkspace(deps.db, workspaceId, (tx) => getSegment(tx, workspaceId, segmentId)), 200)
  })
  app.openapi(change, async (c) => {
    const { segmentId } = c.req.valid('param')
    return c.json(await changeSegment(deps, c.var.workspaceId, c.var.actor, segmentId, c.req.valid('json')), 200)
  })
  app.openapi(remove, async (c) => {
    await deleteSegment(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').segmentId)
    return c.body(null, 204)
  })
  app.openapi(recount, async (c) =>
    c.json(await recountSegment(deps, c.var.workspaceId, c.req.valid('param').segmentId), 202),
  )
  app.openapi(members, async (c) => {
    const { workspaceId, actor } = c.var
    const { segmentId } = c.req.valid('param')
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const { header, rows } = await exportMembers(deps, workspaceId, actor, segmentId)
      return csvAnswer(c, 'segment-members.csv', header, rows) as never
    }
    return c.json(await readMembers(deps, workspaceId, segmentId, query), 200)
  })
  app.openapi(history, async (c) => {
    const found = await readHistory(deps, c.var.workspaceId, c.req.valid('param').segmentId)
    if (c.req.valid('query').format === 'csv') {
      const header = ['day', 'members', 'entered', 'left']
      const rows = found.days.map((day) => [day.day, day.members, day.entered, day.left])
      return csvAnswer(c, 'segment-history.csv', header, rows) as never
    }
    return c.json(found, 200)
  })
  app.openapi(changeList, async (c) => {
    const { segmentId } = c.req.valid('param')
    return c.json(await changeSegmentList(deps, c.var.workspaceId, c.var.actor, segmentId, c.req.valid('json')), 200)
  })
  return app
}
