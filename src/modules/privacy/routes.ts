import { Readable } from 'node:stream'
import { z } from '@hono/zod-openapi'
import { changeRetention as change, erasurePreview, erasures, retentionPeriods, retentionRun } from '#contract/privacy'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { eraseCustomer, type PrivacyDeps } from './erase-customer.ts'
import { exportCustomer } from './export-customer.ts'
import { listErasures } from './list-erasures.ts'
import { previewErasure } from './preview-erasure.ts'
import { changeRetention, type RetentionRule, readRetention } from './retention.ts'
import { startRetention } from './retention-job.ts'

const tags = ['Privacy']
const params = z.object({ id: z.uuid() })

const getExport = workspaceRoute(
  { scope: 'customers:export' },
  {
    method: 'get',
    path: '/customers/{id}/export',
    summary: 'Everything kept about one person, as a zip of JSON, CSV and files',
    tags,
    request: { params },
    responses: { 200: { description: 'The archive', content: { 'application/zip': { schema: z.string() } } } },
  },
)
const getPreview = workspaceRoute(
  { scope: 'customers:erase' },
  {
    method: 'get',
    path: '/customers/{id}/erasure',
    summary: 'What erasing this person would take away',
    tags,
    request: { params },
    responses: { 200: json(erasurePreview, 'Rows by kind') },
  },
)
const postErasure = workspaceRoute(
  { scope: 'customers:erase' },
  {
    method: 'post',
    path: '/customers/{id}/erasure',
    summary: 'Erase one person everywhere; cannot be undone, past figures keep their numbers',
    tags,
    request: { params },
    responses: {
      202: json(z.object({ erasureId: z.uuid() }), 'Gone from PostgreSQL; the rest follows as a job of this id'),
    },
  },
)
const getErasures = workspaceRoute(
  { scope: 'privacy:read' },
  {
    method: 'get',
    path: '/privacy/erasures',
    summary: 'Erasures and how far they are',
    tags,
    responses: { 200: json(erasures, 'The latest hundred') },
  },
)
const getRetention = workspaceRoute(
  { scope: 'privacy:read' },
  {
    method: 'get',
    path: '/privacy/retention',
    summary: 'How long which kind of data is kept, and what is due',
    tags,
    responses: { 200: json(retentionPeriods, 'Every kind') },
  },
)
const putRetention = workspaceRoute(
  { scope: 'privacy:write' },
  {
    method: 'put',
    path: '/privacy/retention',
    summary: 'Change how long kinds of data are kept',
    tags,
    request: { body: jsonBody(change) },
    responses: { 200: json(retentionPeriods, 'Every kind after the change') },
  },
)

const runRetention = workspaceRoute(
  { scope: 'privacy:write' },
  {
    method: 'post',
    path: '/privacy/retention/run',
    summary: 'Remove what is due now instead of tonight',
    tags,
    responses: { 202: json(retentionRun, 'The job to follow') },
  },
)

export type PrivacyRouteDeps = PrivacyDeps & { rules: RetentionRule[]; now: () => Temporal.Instant }

/** Mount at /api/v1. */
export function privacyRoutes(deps: PrivacyRouteDeps): Router {
  const router = createRouter()
  router.openapi(getExport, async (c) => {
    const zip = await exportCustomer(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id)
    c.header('Content-Type', 'application/zip')
    c.header('Content-Disposition', 'attachment; filename="customer.zip"')
    c.header('Cache-Control', 'no-store')
    return c.body(Readable.toWeb(zip as Readable) as ReadableStream) as never
  })
  router.openapi(getPreview, async (c) =>
    c.json(await previewErasure(deps, c.var.workspaceId, c.req.valid('param').id), 200),
  )
  router.openapi(postErasure, async (c) =>
    c.json(await eraseCustomer(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id), 202),
  )
  router.openapi(getErasures, async (c) => c.json({ erasures: await listErasures(deps.db, c.var.workspaceId) }, 200))
  router.openapi(getRetention, async (c) => c.json({ periods: await readRetention(deps, c.var.workspaceId) }, 200))
  router.openapi(putRetention, async (c) => {
    await changeRetention(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))
    return c.json({ periods: await readRetention(deps, c.var.workspaceId) }, 200)
  })
  router.openapi(runRetention, async (c) => c.json(await startRetention(deps, c.var.workspaceId, c.var.actor), 202))
  return router
}
