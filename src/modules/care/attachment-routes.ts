import { z } from '@hono/zod-openapi'
import { addAttachmentQuery, attachment } from '#contract/care'
import { attachment as attachmentHeader, createRouter, json, type Router, workspaceRoute } from '#platform/http'
import { openFile } from './attachment-files.ts'
import { getAttachment, listAttachments, mostBytes, removeAttachment, restoreAttachment } from './attachments.ts'
import type { CareDeps } from './care-deps.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'
import { uploadAttachment } from './upload-attachment.ts'

const tags = ['Attachments']
const ofCustomer = z.object({ id: z.uuid() })
const one = z.object({ id: z.uuid(), attachmentId: z.uuid() })
const path = '/customers/{id}/attachments/{attachmentId}'
const binary = z.string().meta({ format: 'binary' })

const list = workspaceRoute(
  { scope: 'notes:read' },
  {
    method: 'get',
    path: '/customers/{id}/attachments',
    tags,
    summary: 'Files kept with a customer',
    request: { params: ofCustomer },
    responses: { 200: json(z.object({ attachments: z.array(attachment) }), 'The newest first') },
  },
)
const add = workspaceRoute(
  { scope: 'notes:write', maxBody: mostBytes },
  {
    method: 'post',
    path: '/customers/{id}/attachments',
    tags,
    summary: 'Keep a file with a customer: up to 10 MB, pictures, PDF, office files, sound and text',
    request: {
      params: ofCustomer,
      query: addAttachmentQuery,
      body: { content: { 'application/octet-stream': { schema: binary } } },
    },
    responses: { 201: json(attachment, 'The file as it is kept') },
  },
)
const download = workspaceRoute(
  { scope: 'notes:read' },
  {
    method: 'get',
    path,
    tags,
    summary: 'Download a file; browsers never show it',
    request: { params: one },
    responses: { 200: { description: 'The file', content: { 'application/octet-stream': { schema: binary } } } },
  },
)
const remove = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'delete',
    path,
    tags,
    summary: 'Remove a file; it can be restored for a day. One that proves a consent stays',
    request: { params: one },
    responses: { 204: { description: 'Removed' } },
  },
)
const restore = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'post',
    path: `${path}/restore`,
    tags,
    summary: 'Take the removal of a file back',
    request: { params: one },
    responses: { 200: json(attachment, 'The file') },
  },
)

export function attachmentRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const attachments = await readCustomer(deps, c.var.workspaceId, c.req.valid('param').id, listAttachments)
    return c.json({ attachments }, 200)
  })
  router.openapi(add, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId: c.req.valid('param').id }
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    return c.json(await uploadAttachment(deps, who, { ...c.req.valid('query'), bytes }), 201)
  })
  router.openapi(download, async (c) => {
    const { id, attachmentId } = c.req.valid('param')
    const file = await readCustomer(deps, c.var.workspaceId, id, (tx, family) =>
      getAttachment(tx, family, attachmentId),
    )
    c.header('Content-Type', file.contentType)
    c.header('Content-Disposition', attachmentHeader(file.fileName))
    c.header('Content-Length', String(file.bytes))
    c.header('Cache-Control', 'private, no-store')
    c.header('X-Content-Type-Options', 'nosniff')
    return c.body(await openFile(deps.dataDir, file.path), 200)
  })
  router.openapi(remove, async (c) => {
    const { id: customerId, attachmentId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    await changeCustomer(deps, who, (made) => removeAttachment(made, attachmentId))
    return c.body(null, 204)
  })
  router.openapi(restore, async (c) => {
    const { id: customerId, attachmentId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    return c.json(await changeCustomer(deps, who, (made) => restoreAttachment(made, attachmentId)), 200)
  })
  return router
}
