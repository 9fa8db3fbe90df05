import { z } from '@hono/zod-openapi'
import {
  campaign,
  campaignDefinition,
  campaignEstimate,
  campaignList,
  campaignPeople,
  campaignPeopleQuery,
  campaignResults,
  changeCampaign as changeBody,
  createCampaign as createBody,
  duplicateCampaign as duplicateBody,
  resumeCampaign as resumeBody,
  scheduleCampaign as scheduleBody,
  whatWorks,
} from '#contract/campaigns'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { describe, getStored, listStored } from './campaigns.repo.ts'
import type { CampaignsDeps } from './campaigns-deps.ts'
import { type EstimateDeps, estimateCampaign } from './estimate.ts'
import { feedRoutes } from './feeds/routes.ts'
import { exportPeople, listPeople } from './results/list-people.ts'
import { readResults } from './results/read-results.ts'
import { readWhatWorks } from './results/what-works.ts'
import { whatWorksCsv } from './results/what-works-csv.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign, scheduleCampaign, unscheduleCampaign } from './run-campaign.ts'
import { changeCampaign, createCampaign, deleteCampaign, duplicateCampaign } from './write-campaign.ts'

const tags = ['Campaigns']
const read = { scope: 'campaigns:read' } as const
const write = { scope: 'campaigns:write' } as const
const params = z.object({ campaignId: z.uuid() })
const one = { 200: json(campaign, 'The campaign') }
const formatQuery = z.object({ format: z.enum(['json', 'csv']).default('json') })

const list = workspaceRoute(read, {
  method: 'get',
  path: '/campaigns',
  tags,
  summary: 'Campaigns, the newest first',
  responses: { 200: json(campaignList, 'At most a thousand') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns',
  tags,
  summary: 'Write a campaign down; nobody gets anything before it is scheduled',
  request: { body: jsonBody(createBody) },
  responses: { 201: json(campaign, 'A draft') },
})
const estimate = workspaceRoute(read, {
  method: 'post',
  path: '/campaigns/estimate',
  tags,
  summary: 'Whom it would meet now, how many the contact policy would hold back and why, and ten of them',
  request: { body: jsonBody(z.object({ definition: campaignDefinition })) },
  responses: { 200: json(campaignEstimate, 'Nothing is kept and nothing is sent') },
})
const works = workspaceRoute(read, {
  method: 'get',
  path: '/what-works',
  tags,
  summary: 'Every campaign and journey against its control group',
  request: { query: formatQuery },
  responses: { 200: json(whatWorks, 'What brought most money first; CSV with format=csv') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/campaigns/{campaignId}',
  tags,
  summary: 'One campaign, with how far it is',
  request: { params },
  responses: one,
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/campaigns/{campaignId}',
  tags,
  summary: 'Change a draft',
  request: { params, body: jsonBody(changeBody) },
  responses: one,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/campaigns/{campaignId}',
  tags,
  summary: 'Remove a draft',
  request: { params },
  responses: { 204: { description: 'Removed' } },
})
const duplicate = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/duplicate',
  tags,
  summary: 'The same again, as a draft',
  request: { params, body: jsonBody(duplicateBody) },
  responses: { 201: json(campaign, 'A draft, to be sent at once unless it is changed') },
})
const schedule = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/schedule',
  tags,
  summary: 'It goes out when its time comes; a large one needs the number of people typed',
  request: { params, body: jsonBody(scheduleBody) },
  responses: one,
})
const unschedule = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/unschedule',
  tags,
  summary: 'Take it back before it begins',
  request: { params },
  responses: one,
})
const pause = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/pause',
  tags,
  summary: 'Nothing more goes out, also of what is in the outbox already',
  request: { params },
  responses: one,
})
const resume = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/resume',
  tags,
  summary: 'Go on after a pause',
  request: { params, body: jsonBody(resumeBody) },
  responses: one,
})
const cancel = workspaceRoute(write, {
  method: 'post',
  path: '/campaigns/{campaignId}/cancel',
  tags,
  summary: 'Call it off for good',
  request: { params },
  responses: one,
})
const results = workspaceRoute(read, {
  method: 'get',
  path: '/campaigns/{campaignId}/results',
  tags,
  summary: 'What became of it in total and by variant',
  request: { params },
  responses: { 200: json(campaignResults, 'What it earned is the result of its experiment') },
})
const people = workspaceRoute(read, {
  method: 'get',
  path: '/campaigns/{campaignId}/people',
  tags,
  summary: 'Everybody of the audience, with what became of them',
  request: { params, query: campaignPeopleQuery },
  responses: { 200: json(campaignPeople, 'A page of people; CSV of all with format=csv, for who may export') },
})

export function campaignRoutes(deps: CampaignsDeps & EstimateDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const rows = await inWorkspace(deps.db, workspaceId, (tx) => listStored(tx, workspaceId))
    return c.json({ campaigns: rows.map((row) => describe(row, deps.clock)) }, 200)
  })
  app.openapi(create, async (c) =>
    c.json(await createCampaign(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(estimate, async (c) =>
    c.json(await estimateCampaign(deps, c.var.workspaceId, c.req.valid('json').definition), 200),
  )
  app.openapi(works, async (c) => {
    const found = await readWhatWorks(deps, c.var.workspaceId)
    if (c.req.valid('query').format === 'csv') {
      const { header, rows } = whatWorksCsv(found)
      return csvAnswer(c, 'what-works.csv', header, rows) as never
    }
    return c.json(found, 200)
  })
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { campaignId } = c.req.valid('param')
    const row = await inWorkspace(deps.db, workspaceId, (tx) => getStored(tx, workspaceId, campaignId))
    return c.json(describe(row, deps.clock), 200)
  })
  app.openapi(change, async (c) => {
    const { campaignId } = c.req.valid('param')
    return c.json(await changeCampaign(deps, c.var.workspaceId, c.var.actor, campaignId, c.req.valid('json')), 200)
  })
  app.openapi(remove, async (c) => {
    await deleteCampaign(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').campaignId)
    return c.body(null, 204)
  })
  app.openapi(duplicate, async (c) => {
    const { campaignId } = c.req.valid('param')
    return c.json(await duplicateCampaign(deps, c.var.workspaceId, c.var.actor, campaignId, c.req.valid('json')), 201)
  })
  app.openapi(schedule, async (c) => {
    const asked = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await scheduleCampaign(deps, asked, c.req.valid('json')), 200)
  })
  app.openapi(unschedule, async (c) => {
    const asked = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await unscheduleCampaign(deps, asked), 200)
  })
  app.openapi(pause, async (c) => {
    const asked = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await pauseCampaign(deps, asked), 200)
  })
  app.openapi(resume, async (c) => {
    const asked = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await resumeCampaign(deps, asked, c.req.valid('json').approved), 200)
  })
  app.openapi(cancel, async (c) => {
    const asked = { workspaceId: c.var.workspaceId, actor: c.var.actor, ...c.req.valid('param') }
    return c.json(await cancelCampaign(deps, asked), 200)
  })
  app.openapi(results, async (c) =>
    c.json(await readResults(deps, c.var.workspaceId, c.req.valid('param').campaignId), 200),
  )
  app.openapi(people, async (c) => {
    const { workspaceId, actor } = c.var
    const { campaignId } = c.req.valid('param')
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const { header, rows } = await exportPeople(deps, workspaceId, actor, campaignId, query.fate)
      return csvAnswer(c, 'campaign-people.csv', header, rows) as never
    }
    return c.json(await listPeople(deps, workspaceId, campaignId, query), 200)
  })
  app.route('/', feedRoutes(deps))
  return app
}
