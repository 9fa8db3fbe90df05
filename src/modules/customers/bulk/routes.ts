import { z } from '@hono/zod-openapi'
import { bulkEdit, bulkEdits, bulkPreview, bulkRequest, startBulkEdit as startBody } from '#contract/bulk-edits'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import type { BulkDeps } from './bulk-context.ts'
import { type BulkRow, getBulkEdit, listBulkEdits } from './bulk-edits.repo.ts'
import { previewBulkEdit, startBulkEdit, undoBulkEdit } from './start-bulk-edit.ts'

const tags = ['Bulk edits']
const read = { scope: 'customers:read' } as const
const write = { scope: 'customers:write' } as const
const params = z.object({ id: z.uuid() })

const preview = workspaceRoute(write, {
  method: 'post',
  path: '/bulk-edits/preview',
  summary: 'How many customers a change would be about',
  tags,
  request: { body: jsonBody(bulkRequest) },
  responses: { 200: json(bulkPreview, 'Counted; nothing is changed') },
})
const start = workspaceRoute(write, {
  method: 'post',
  path: '/bulk-edits',
  summary: 'Change many customers: add or remove a tag, set a trait',
  tags,
  request: { body: jsonBody(startBody) },
  responses: { 202: json(bulkEdit, 'Queued; the same requestKey again gives the same edit') },
})
const list = workspaceRoute(read, {
  method: 'get',
  path: '/bulk-edits',
  summary: 'Bulk edits, newest first',
  tags,
  responses: { 200: json(bulkEdits, 'The latest 50') },
})
const detail = workspaceRoute(read, {
  method: 'get',
  path: '/bulk-edits/{id}',
  summary: 'One bulk edit and how far it is',
  tags,
  request: { params },
  responses: { 200: json(bulkEdit, 'The bulk edit') },
})
const undo = workspaceRoute(write, {
  method: 'post',
  path: '/bulk-edits/{id}/undo',
  summary: 'Give back what was there before, except where somebody changed it since',
  tags,
  request: { params },
  responses: { 202: json(bulkEdit, 'Queued') },
})

export function bulkRoutes(deps: BulkDeps): Router {
  const app = createRouter()
  app.openapi(preview, async (c) => c.json(await previewBulkEdit(deps, c.var.workspaceId, c.req.valid('json')), 200))
  app.openapi(start, async (c) =>
    c.json(toBulkEdit(await startBulkEdit(deps, c.var.workspaceId, c.var.actor, c.req.valid('json'))), 202),
  )
  app.openapi(list, async (c) => {
    const rows = await inWorkspace(deps.db, c.var.workspaceId, (tx) => listBulkEdits(tx, c.var.workspaceId))
    return c.json({ bulkEdits: rows.map(toBulkEdit) }, 200)
  })
  app.openapi(detail, async (c) => {
    const { id } = c.req.valid('param')
    const row = await inWorkspace(deps.db, c.var.workspaceId, (tx) => getBulkEdit(tx, c.var.workspaceId, id))
    return c.json(toBulkEdit(row), 200)
  })
  app.openapi(undo, async (c) =>
    c.json(toBulkEdit(await undoBulkEdit(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').id)), 202),
  )
  return app
}

function toBulkEdit(row: BulkRow) {
  const { bulkEditId, change, status, total, changed, restored, kept } = row
  return {
    bulkEditId,
    change,
    status,
    total,
    changed,
    restored,
    kept,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }
}
