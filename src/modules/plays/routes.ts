import { z } from '@hono/zod-openapi'
import { playList, playQuery, playSizes, usePlay as useBody } from '#contract/journeys'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { listPlays, readSizes } from './list-plays.ts'
import { type PlaysDeps, usePlay } from './use-play.ts'

const tags = ['Journeys']
const list = workspaceRoute(
  { scope: 'journeys:read' },
  {
    method: 'get',
    path: '/plays',
    tags,
    summary: 'Ready strategies, and whom each would reach',
    request: { query: playQuery },
    responses: { 200: json(playList, 'All of them') },
  },
)
const sizes = workspaceRoute(
  { scope: 'journeys:read' },
  {
    method: 'get',
    path: '/plays/sizes',
    tags,
    summary: 'Whom each play would reach, as far as it is counted; each call counts on for about a second',
    responses: { 200: json(playSizes, 'Ask again while some are left') },
  },
)
const use = workspaceRoute(
  { scope: 'journeys:write' },
  {
    method: 'post',
    path: '/plays/{key}/use',
    tags,
    summary: 'Make its segment, its message in five languages and its journey, switched off',
    request: { params: z.object({ key: z.string().max(64) }), body: jsonBody(useBody) },
    responses: { 201: json(z.object({ journeyId: z.uuid() }), 'The journey; the one made before, while it is there') },
  },
)

export function playRoutes(deps: PlaysDeps): Router {
  const app = createRouter()
  app.openapi(list, async (c) => c.json(await listPlays(deps.journeys, c.var.workspaceId, c.req.valid('query')), 200))
  app.openapi(sizes, async (c) => c.json(await readSizes(deps.journeys, c.var.workspaceId), 200))
  app.openapi(use, async (c) => {
    const { workspaceId, actor } = c.var
    return c.json(await usePlay(deps, workspaceId, actor, c.req.valid('param').key, c.req.valid('json').locale), 201)
  })
  return app
}
