import { z } from '@hono/zod-openapi'
import {
  assignCustomers,
  assignedCustomers,
  changeExperiment as changeBody,
  changeGlobalControl,
  createExperiment as createBody,
  decideExperiment as decideBody,
  experiment,
  experimentForecast,
  experimentList,
  experimentMembers,
  experimentMembersQuery,
  experimentResult,
  extendExperiment as extendBody,
  globalControl,
  globalControlResult,
  goalEvents,
  planExperiment,
  resultQuery,
} from '#contract/experiments'
import { recordExport } from '#modules/audit'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { assignPeople } from './assign-people.ts'
import { changeExperiment, createExperiment } from './create-experiment.ts'
import { describeExperiments, listGoalEvents } from './describe-experiments.ts'
import { getExperiment, listExperiments, type StoredExperiment } from './experiments.repo.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'
import { forecastExperiment } from './forecast.ts'
import { changeControl, readControl } from './global-control.ts'
import { listMembers, memberRows } from './list-members.ts'
import { readGlobalControl } from './read-global-control.ts'
import { readResult } from './read-result.ts'
import { resultHeader, resultRows } from './result-csv.ts'
import {
  archiveExperiment,
  decideExperiment,
  extendExperiment,
  startExperiment,
  stopExperiment,
} from './run-experiment.ts'

const tags = ['Experiments']
const params = z.object({ id: z.uuid() })
const read = { scope: 'experiments:read' } as const
const write = { scope: 'experiments:write' } as const
const one = { 200: json(experiment, 'The experiment') }

const list = workspaceRoute(read, {
  method: 'get',
  path: '/experiments',
  tags,
  summary: 'Experiments, the newest first',
  responses: { 200: json(experimentList, 'All of them, archived ones too') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/experiments',
  tags,
  summary: 'Write an experiment down as a draft, with its plan',
  request: { body: jsonBody(createBody) },
  responses: { 201: json(experiment, 'The draft; the same requestKey again gives the same') },
})
const plan = workspaceRoute(read, {
  method: 'post',
  path: '/experiments/plan',
  tags,
  summary: 'How many people and days an experiment needs, from the shop’s own past',
  request: { body: jsonBody(planExperiment) },
  responses: { 200: json(experimentForecast, 'Reckoned; nothing is changed') },
})
const goals = workspaceRoute(read, {
  method: 'get',
  path: '/experiments/goal-events',
  tags,
  summary: 'Events that a goal can be about',
  responses: { 200: json(goalEvents, 'The commonest first') },
})
const control = workspaceRoute(read, {
  method: 'get',
  path: '/experiments/global-control',
  tags,
  summary: 'The share of customers who are kept out of everything',
  responses: { 200: json(globalControl, 'The share and since when') },
})
const setControl = workspaceRoute(write, {
  method: 'put',
  path: '/experiments/global-control',
  tags,
  summary: 'Set that share; a larger one keeps those who were in it',
  request: { body: jsonBody(changeGlobalControl) },
  responses: { 200: json(globalControl, 'The share and since when') },
})
const controlResult = workspaceRoute(read, {
  method: 'get',
  path: '/experiments/global-control/result',
  tags,
  summary: 'What everything together has brought: everybody else against the global control group',
  request: { query: resultQuery },
  responses: { 200: json(globalControlResult, 'Per customer and in total; as a table with format=csv') },
})
const detail = workspaceRoute(read, {
  method: 'get',
  path: '/experiments/{id}',
  tags,
  summary: 'One experiment',
  request: { params },
  responses: one,
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/experiments/{id}',
  tags,
  summary: 'Change a draft; once started only name, hypothesis and costs',
  request: { params, body: jsonBody(changeBody) },
  responses: one,
})
const start = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/start',
  tags,
  summary: 'Start it: from now on people enter',
  request: { params },
  responses: one,
})
const stop = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/stop',
  tags,
  summary: 'Stop it: nobody enters any more',
  request: { params },
  responses: one,
})
const extend = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/extend',
  tags,
  summary: 'Give it more days; a fixed test becomes a sequential one',
  request: { params, body: jsonBody(extendBody) },
  responses: one,
})
const decide = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/decide',
  tags,
  summary: 'Write down which variant it shall be, and why',
  request: { params, body: jsonBody(decideBody) },
  responses: one,
})
const archive = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/archive',
  tags,
  summary: 'Put it away; its result stays',
  request: { params },
  responses: one,
})
const assignments = workspaceRoute(write, {
  method: 'post',
  path: '/experiments/{id}/assignments',
  tags,
  summary: 'The variant of up to 1,000 people; whoever is new enters',
  request: { params, body: jsonBody(assignCustomers) },
  responses: { 200: json(assignedCustomers, 'Sending the same again changes nothing') },
})
const result = workspaceRoute(read, {
  method: 'get',
  path: '/experiments/{id}/result',
  tags,
  summary: 'What it has shown: first whether the split is sound, then effects with intervals',
  request: { params, query: resultQuery },
  responses: { 200: json(experimentResult, 'The result; as a table with format=csv') },
})
const members = workspaceRoute(
  { scope: 'customers:export' },
  {
    method: 'get',
    path: '/experiments/{id}/members',
    tags,
    summary: 'Who is in which variant',
    request: { params, query: experimentMembersQuery },
    responses: { 200: json(experimentMembers, 'A page; everybody with format=csv') },
  },
)

/** Mount at /api/v1. */
export function experimentRoutes(deps: ExperimentsDeps): Router {
  const router = createRouter()
  const shown = async (workspaceId: string, row: StoredExperiment) => {
    const [described] = await inWorkspace(deps.db, workspaceId, (tx) => describeExperiments(tx, workspaceId, [row]))
    if (!described) throw new Error('An experiment that was just read is gone')
    return described
  }
  router.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const experiments = await inWorkspace(deps.db, workspaceId, async (tx) =>
      describeExperiments(tx, workspaceId, await listExperiments(tx, workspaceId)),
    )
    return c.json({ experiments }, 200)
  })
  router.openapi(create, async (c) => {
    const { workspaceId, actor } = c.var
    return c.json(await shown(workspaceId, await createExperiment(deps, workspaceId, actor, c.req.valid('json'))), 201)
  })
  router.openapi(plan, async (c) => c.json(await forecastExperiment(deps, c.var.workspaceId, c.req.valid('json')), 200))
  router.openapi(goals, async (c) => c.json(await listGoalEvents(deps.ch.forWorkspace(c.var.workspaceId)), 200))
  router.openapi(control, async (c) => c.json(await readControl(deps, c.var.workspaceId), 200))
  router.openapi(setControl, async (c) =>
    c.json(await changeControl(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 200),
  )
  router.openapi(controlResult, async (c) => {
    const answer = await readGlobalControl(deps, c.var.workspaceId)
    if (c.req.valid('query').format === 'csv')
      return csvAnswer(c, 'global-control.csv', resultHeader, resultRows(answer.metrics)) as never
    return c.json(answer, 200)
  })
  router.openapi(detail, async (c) => {
    const { workspaceId } = c.var
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getExperiment(tx, workspaceId, c.req.valid('param').id))
    return c.json(await shown(workspaceId, row), 200)
  })
  router.openapi(change, async (c) => {
    const { workspaceId, actor } = c.var
    const { id } = c.req.valid('param')
    return c.json(
      await shown(workspaceId, await changeExperiment(deps, workspaceId, actor, id, c.req.valid('json'))),
      200,
    )
  })
  for (const [route, run] of [
    [start, startExperiment],
    [stop, stopExperiment],
    [archive, archiveExperiment],
  ] as const) {
    router.openapi(route as typeof start, async (c) => {
      const { workspaceId, actor } = c.var
      const asked = { workspaceId, actor, experimentId: c.req.valid('param').id }
      return c.json(await shown(workspaceId, await run(deps, asked)), 200)
    })
  }
  router.openapi(extend, async (c) => {
    const { workspaceId, actor } = c.var
    const asked = { workspaceId, actor, experimentId: c.req.valid('param').id }
    return c.json(await shown(workspaceId, await extendExperiment(deps, asked, c.req.valid('json').days)), 200)
  })
  router.openapi(decide, async (c) => {
    const { workspaceId, actor } = c.var
    const asked = { workspaceId, actor, experimentId: c.req.valid('param').id }
    return c.json(await shown(workspaceId, await decideExperiment(deps, asked, c.req.valid('json'))), 200)
  })
  router.openapi(assignments, async (c) =>
    c.json(await assignPeople(deps, c.var.workspaceId, c.req.valid('param').id, c.req.valid('json')), 200),
  )
  router.openapi(result, async (c) => {
    const answer = await readResult(deps, c.var.workspaceId, c.req.valid('param').id)
    if (c.req.valid('query').format === 'csv')
      return csvAnswer(c, 'experiment.csv', resultHeader, resultRows(answer.metrics)) as never
    return c.json(answer, 200)
  })
  router.openapi(members, async (c) => {
    const { workspaceId, actor } = c.var
    const { id } = c.req.valid('param')
    const query = c.req.valid('query')
    const page = await listMembers(deps.db, workspaceId, id, query)
    if (query.format === 'json') return c.json(page, 200)
    await inWorkspace(deps.db, workspaceId, (tx) => recordExport(tx, workspaceId, actor, { kind: 'experiment', id }))
    const header = ['customerId', 'arm', 'enteredAt']
    return csvAnswer(c, 'members.csv', header, memberRows(deps.db, workspaceId, id)) as never
  })
  return router
}
