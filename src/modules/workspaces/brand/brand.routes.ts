import { z } from 'zod'
import { brand, changeBrand as changeBrandBody, maxLogoBytes } from '#contract/brand'
import { DomainError } from '#platform/errors'
import { createRouter, json, jsonBody, publicRoute, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { People } from '../people.ts'
import { findLogo } from './brand.repo.ts'
import { brandOf, changeBrand, changeLogo } from './brand.ts'

const tags = ['Brand']

const get = workspaceRoute(
  { scope: 'workspace:read' },
  {
    method: 'get',
    path: '/brand',
    tags,
    summary: 'How the business shows itself in messages and on pages',
    responses: { 200: json(brand, 'The brand') },
  },
)

const patch = workspaceRoute(
  { scope: 'workspace:write' },
  {
    method: 'patch',
    path: '/brand',
    tags,
    summary: 'Change the brand; colours that could not be read are refused with the nearest one that can',
    request: { body: jsonBody(changeBrandBody) },
    responses: { 200: json(brand, 'The brand after the change') },
  },
)

const postLogo = workspaceRoute(
  { scope: 'workspace:write', maxBody: maxLogoBytes },
  {
    method: 'post',
    path: '/brand/logo',
    tags,
    summary: 'Upload the logo: PNG, JPEG or WebP by its content, at most 200 KB',
    request: {
      body: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    },
    responses: { 200: json(brand, 'The brand with the logo') },
  },
)

const deleteLogo = workspaceRoute(
  { scope: 'workspace:write' },
  {
    method: 'delete',
    path: '/brand/logo',
    tags,
    summary: 'Remove the logo; the name stands in its place',
    responses: { 200: json(brand, 'The brand without a logo') },
  },
)

const getLogo = publicRoute(
  {},
  {
    method: 'get',
    path: '/brands/{workspaceId}/logo',
    tags,
    summary: 'The logo, for every page and message; open to everybody, as a logo is',
    request: { params: z.object({ workspaceId: z.uuid() }), query: z.object({ v: z.string().max(40).optional() }) },
    responses: { 200: { description: 'The picture' } },
  },
)

export function brandRoutes({ db }: People): Router {
  const router = createRouter()
  router.openapi(get, async (c) => c.json(await brandOf(db, c.var.workspaceId), 200))
  router.openapi(patch, async (c) => c.json(await changeBrand(db, c.var, c.req.valid('json')), 200))
  router.openapi(postLogo, async (c) =>
    c.json(await changeLogo(db, c.var, Buffer.from(await c.req.arrayBuffer())), 200),
  )
  router.openapi(deleteLogo, async (c) => c.json(await changeLogo(db, c.var, null), 200))
  router.openapi(getLogo, async (c) => {
    const { workspaceId } = c.req.valid('param')
    const logo = await inWorkspace(db, workspaceId, (tx) => findLogo(tx, workspaceId))
    if (!logo) throw new DomainError('not_found', 'logo_not_found', 'There is no logo.')
    c.header('Content-Type', logo.type)
    c.header('Content-Disposition', 'inline')
    // An address with the version never changes its picture; one without is asked again each time.
    c.header(
      'Cache-Control',
      c.req.valid('query').v === logo.version ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    c.header('Cross-Origin-Resource-Policy', 'cross-origin')
    return c.body(new Uint8Array(logo.bytes))
  })
  return router
}
