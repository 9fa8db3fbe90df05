import { z } from '@hono/zod-openapi'
import {
  changeTraitDefinition as changeBody,
  createTraitDefinition as createBody,
  traitDefinition,
  traitDefinitions,
} from '#contract/customer-edits'
import type { Clock } from '#platform/clock'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { Db } from '#platform/postgres'
import {
  changeTraitDefinition,
  createTraitDefinition,
  readTraitDefinitions,
  removeTraitDefinition,
} from './change-definitions.ts'

const tags = ['Traits']
const write = { scope: 'customers:write' } as const
const params = z.object({ trait: z.string().min(1).max(64) })

const list = workspaceRoute(
  { scope: 'customers:read' },
  {
    method: 'get',
    path: '/trait-definitions',
    summary: 'What the traits of your customers mean, and what else the data holds',
    tags,
    request: { query: z.object({ suggestions: z.enum(['true', 'false']).default('false') }) },
    responses: { 200: json(traitDefinitions, 'Definitions; with suggestions=true also traits nobody has defined') },
  },
)
const create = workspaceRoute(write, {
  method: 'post',
  path: '/trait-definitions',
  summary: 'Define a trait: its name for people, its kind, its choices',
  tags,
  request: { body: jsonBody(createBody) },
  responses: { 201: json(traitDefinition, 'The definition') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/trait-definitions/{trait}',
  summary: 'Change a definition; the customers keep their values',
  tags,
  request: { params, body: jsonBody(changeBody) },
  responses: { 200: json(traitDefinition, 'The definition as it is now') },
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/trait-definitions/{trait}',
  summary: 'Forget a definition; the customers keep their values',
  tags,
  request: { params },
  responses: { 204: { description: 'Forgotten' } },
})

export function traitRoutes(deps: { db: Db; clock: Clock }): Router {
  const app = createRouter()
  app.openapi(list, async (c) =>
    c.json(await readTraitDefinitions(deps, c.var.workspaceId, c.req.valid('query').suggestions === 'true'), 200),
  )
  app.openapi(create, async (c) =>
    c.json(await createTraitDefinition(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(change, async (c) => {
    const { trait } = c.req.valid('param')
    return c.json(await changeTraitDefinition(deps, c.var.workspaceId, c.var.actor, trait, c.req.valid('json')), 200)
  })
  app.openapi(remove, async (c) => {
    await removeTraitDefinition(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').trait)
    return c.body(null, 204)
  })
  return app
}
