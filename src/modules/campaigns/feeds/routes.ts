import { z } from '@hono/zod-openapi'
import {
  campaignFeed,
  campaignFeedList,
  campaignFeedPreview,
  changeCampaignFeed,
  createCampaignFeed,
  previewCampaignFeed,
  switchCampaignFeed,
} from '#contract/campaign-feeds'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { describeFeed, getFeed, listFeeds } from './feeds.repo.ts'
import { changeFeed, createFeed, deleteFeed, previewFeed, switchFeed } from './write-feed.ts'

const tags = ['Campaigns']
const read = { scope: 'campaigns:read' } as const
const write = { scope: 'campaigns:write' } as const
const params = z.object({ feedId: z.uuid() })
const one = { 200: json(campaignFeed, 'The feed') }

const list = workspaceRoute(read, {
  method: 'get',
  path: '/campaign-feeds',
  tags,
  summary: 'Newsletters that go out when a feed has something new, by name',
  responses: { 200: json(campaignFeedList, 'The feeds') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/campaign-feeds',
  tags,
  summary: 'Write a newsletter of a feed down; nobody gets anything before it is switched on',
  request: { body: jsonBody(createCampaignFeed) },
  responses: { 201: json(campaignFeed, 'The feed') },
})
const preview = workspaceRoute(write, {
  method: 'post',
  path: '/campaign-feeds/preview',
  tags,
  summary: 'Read a feed now; nothing is kept',
  request: { body: jsonBody(previewCampaignFeed) },
  responses: { 200: json(campaignFeedPreview, 'What it says, or why it cannot be read') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/campaign-feeds/{feedId}',
  tags,
  summary: 'One newsletter of a feed',
  request: { params },
  responses: one,
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/campaign-feeds/{feedId}',
  tags,
  summary: 'Change it; another address or audience switches it off',
  request: { params, body: jsonBody(changeCampaignFeed) },
  responses: one,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/campaign-feeds/{feedId}',
  tags,
  summary: 'Remove it; the issues that went out stay',
  request: { params },
  responses: { 204: { description: 'Removed' } },
})
const turn = workspaceRoute(write, {
  method: 'post',
  path: '/campaign-feeds/{feedId}/switch',
  tags,
  summary: 'Switch it on or off; what is in the feed by then never goes out',
  request: { params, body: jsonBody(switchCampaignFeed) },
  responses: one,
})

export function feedRoutes(deps: CampaignsDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    const feeds = await inWorkspace(deps.db, workspaceId, (tx) => listFeeds(tx, workspaceId))
    return c.json({ feeds: feeds.map(describeFeed) }, 200)
  })
  app.openapi(create, async (c) =>
    c.json(await createFeed(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(preview, async (c) => c.json(await previewFeed(deps, c.req.valid('json').url), 200))
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { feedId } = c.req.valid('param')
    return c.json(describeFeed(await inWorkspace(deps.db, workspaceId, (tx) => getFeed(tx, workspaceId, feedId))), 200)
  })
  app.openapi(change, async (c) => {
    const { workspaceId, actor } = c.var
    return c.json(await changeFeed(deps, { workspaceId, actor, ...c.req.valid('param') }, c.req.valid('json')), 200)
  })
  app.openapi(remove, async (c) => {
    const { workspaceId, actor } = c.var
    await deleteFeed(deps, { workspaceId, actor, ...c.req.valid('param') })
    return c.body(null, 204)
  })
  app.openapi(turn, async (c) => {
    const { workspaceId, actor } = c.var
    return c.json(await switchFeed(deps, { workspaceId, actor, ...c.req.valid('param') }, c.req.valid('json')), 200)
  })
  return app
}
