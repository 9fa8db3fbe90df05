import { z } from '@hono/zod-openapi'
import {
  changeJourney as changeBody,
  createJourney as createBody,
  enterJourney as enterBody,
  enteredJourney,
  enterSegment as enterSegmentBody,
  journeyActionList,
  journeyDefinition,
  journeyFlow,
  journeyForecast,
  journeyRuns,
  journeySimulation,
  journeyWebhookKey,
  listJourneysQuery,
  newJourneyWebhookKey,
  journey as plainJourney,
  startJourney as startBody,
} from '#contract/journeys'
import { createRouter, describeReason, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { forecastJourney } from './forecast.ts'
import { getJourney, listJourneys } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { readFlow, readRuns } from './read-flow.ts'
import { simulateJourney } from './simulate.ts'
import { describeWebhookKey, makeWebhookKey, type WebhookKeyDeps } from './webhook-key.ts'
import {
  archiveJourney,
  changeJourney,
  createJourney,
  pauseJourney,
  putIn,
  putSegmentIn,
  startJourney,
} from './write-journey.ts'

// The document of the API cannot unfold conditions, a language that contains itself.
const definition = journeyDefinition.openapi({
  type: 'object',
  description: 'A journey, as docs/guide/journeys.md describes it.',
})
const journey = plainJourney.extend({ definition })
const journeyList = z.object({ journeys: z.array(journey) })
const createJourneyBody = createBody.extend({ definition })
const changeJourneyBody = changeBody.extend({ definition: definition.optional() })

const tags = ['Journeys']
const read = { scope: 'journeys:read' } as const
const write = { scope: 'journeys:write' } as const
const params = z.object({ journeyId: z.uuid() })
const one = { 200: json(journey, 'The journey') }
const runsQuery = z.object({
  cursor: z.string().max(64).optional(),
  node: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const list = workspaceRoute(read, {
  method: 'get',
  path: '/journeys',
  tags,
  summary: 'Journeys, by name; also: those at work that use a survey, segment, template or reward',
  request: { query: listJourneysQuery },
  responses: { 200: json(journeyList, 'All that are not put away') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/journeys',
  tags,
  summary: 'Write a journey down; nobody begins before it is switched on',
  request: { body: jsonBody(createJourneyBody) },
  responses: { 201: json(journey, 'A draft') },
})
const forecast = workspaceRoute(read, {
  method: 'post',
  path: '/journeys/forecast',
  tags,
  summary: 'How many people it would have met in the last year',
  request: { body: jsonBody(z.object({ definition })) },
  responses: { 200: json(journeyForecast, 'People who would have begun, not messages; nothing is kept') },
})
const simulate = workspaceRoute(read, {
  method: 'post',
  path: '/journeys/simulate',
  tags,
  summary: 'What it would have done in the last year, person by person',
  request: { body: jsonBody(z.object({ definition })) },
  responses: {
    200: json(journeySimulation, 'Messages, steps and examples; consent and caps are not judged, nothing is kept'),
  },
})
const actions = workspaceRoute(read, {
  method: 'get',
  path: '/journeys/actions',
  tags,
  summary: 'What an action step can do here',
  responses: { 200: json(journeyActionList, 'Names of actions') },
})
const webhookKey = workspaceRoute(read, {
  method: 'get',
  path: '/journeys/webhook-key',
  tags,
  summary: 'Whether calls of webhook steps are signed, and since when with this key',
  responses: { 200: json(journeyWebhookKey, 'When the key was made') },
})
const newWebhookKey = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/webhook-key',
  tags,
  summary: 'Make a key that calls of webhook steps are signed with; it is shown this once',
  responses: { 201: json(newJourneyWebhookKey, 'The key') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/journeys/{journeyId}',
  tags,
  summary: 'One journey',
  request: { params },
  responses: one,
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/journeys/{journeyId}',
  tags,
  summary: 'Change the draft; what runs stays until it is switched on again',
  request: { params, body: jsonBody(changeJourneyBody) },
  responses: one,
})
const start = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/{journeyId}/start',
  tags,
  summary: 'Switch on, or go on after a pause, with the draft as a new version where it changed',
  request: { params, body: jsonBody(startBody) },
  responses: one,
})
const pause = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/{journeyId}/pause',
  tags,
  summary: 'Nobody begins and nobody goes on until it is switched on again',
  request: { params },
  responses: one,
})
const archive = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/{journeyId}/archive',
  tags,
  summary: 'Put it away; whoever is on the way stops',
  request: { params },
  responses: one,
})
const enter = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/{journeyId}/enter',
  tags,
  summary: 'Put people in, as the rules of the journey allow',
  request: { params, body: jsonBody(enterBody) },
  responses: { 200: json(enteredJourney, 'How many began, those kept out by chance included') },
})
const enterMembers = workspaceRoute(write, {
  method: 'post',
  path: '/journeys/{journeyId}/enter-segment',
  tags,
  summary: 'Put in everybody who belongs to a segment, in the background',
  request: { params, body: jsonBody(enterSegmentBody) },
  responses: one,
})
const flow = workspaceRoute(read, {
  method: 'get',
  path: '/journeys/{journeyId}/flow',
  tags,
  summary: 'Where people are, and what came of each step',
  request: { params },
  responses: { 200: json(journeyFlow, 'Counts by step') },
})
const runs = workspaceRoute(read, {
  method: 'get',
  path: '/journeys/{journeyId}/runs',
  tags,
  summary: 'Who began, the newest first',
  request: { params, query: runsQuery },
  responses: { 200: json(journeyRuns, 'A page of runs') },
})

export function journeyRoutes(deps: JourneysDeps & Pick<WebhookKeyDeps, 'secret'>): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const { using } = c.req.valid('query')
    const journeys = await inWorkspace(deps.db, workspaceId, (tx) => listJourneys(tx, workspaceId, using))
    return c.json({ journeys }, 200)
  })
  app.openapi(create, async (c) =>
    c.json(await createJourney(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(forecast, async (c) =>
    c.json(await forecastJourney(deps, c.var.workspaceId, c.req.valid('json').definition), 200),
  )
  app.openapi(simulate, async (c) =>
    c.json(await simulateJourney(deps, c.var.workspaceId, c.req.valid('json').definition), 200),
  )
  app.openapi(actions, (c) => c.json({ actions: deps.actions.map(({ name }) => name) }, 200))
  app.openapi(webhookKey, async (c) => c.json(await describeWebhookKey(deps, c.var.workspaceId), 200))
  app.openapi(newWebhookKey, async (c) => c.json(await makeWebhookKey(deps, c.var.workspaceId, c.var.actor), 201))
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { journeyId } = c.req.valid('param')
    return c.json(await inWorkspace(deps.db, workspaceId, (tx) => getJourney(tx, workspaceId, journeyId)), 200)
  })
  app.openapi(change, async (c) => {
    const { journeyId } = c.req.valid('param')
    return c.json(await changeJourney(deps, c.var.workspaceId, c.var.actor, journeyId, c.req.valid('json')), 200)
  })
  app.openapi(start, async (c) => {
    const { journeyId } = c.req.valid('param')
    return c.json(await startJourney(deps, c.var.workspaceId, c.var.actor, journeyId, c.req.valid('json')), 200)
  })
  app.openapi(pause, async (c) =>
    c.json(await pauseJourney(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').journeyId), 200),
  )
  app.openapi(archive, async (c) =>
    c.json(await archiveJourney(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').journeyId), 200),
  )
  app.openapi(enter, async (c) => {
    const { journeyId } = c.req.valid('param')
    return c.json(await putIn(deps, c.var.workspaceId, c.var.actor, journeyId, c.req.valid('json')), 200)
  })
  app.openapi(enterMembers, async (c) => {
    const { journeyId } = c.req.valid('param')
    return c.json(await putSegmentIn(deps, c.var.workspaceId, c.var.actor, journeyId, c.req.valid('json')), 200)
  })
  app.openapi(flow, async (c) => {
    const { faults, ...counts } = await readFlow(deps, c.var.workspaceId, c.req.valid('param').journeyId)
    const told = faults.map(({ nodeId, error: { reason, details, message } }) => {
      return { nodeId, reason, text: describeReason(c.var.locale, reason, details, message) }
    })
    return c.json({ ...counts, faults: told }, 200)
  })
  app.openapi(runs, async (c) =>
    c.json(await readRuns(deps, c.var.workspaceId, c.req.valid('param').journeyId, c.req.valid('query')), 200),
  )
  return app
}
