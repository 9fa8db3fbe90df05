import { z } from '@hono/zod-openapi'
import { addNote as addNoteBody, changeNote as changeNoteBody, note } from '#contract/care'
import { createRouter, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import type { CareDeps } from './care-deps.ts'
import { changeCustomer, readCustomer } from './in-customer.ts'
import { addNote, changeNote, listNotes, removeNote, restoreNote } from './notes.ts'

const tags = ['Notes and dates']
const ofCustomer = z.object({ id: z.uuid() })
const one = z.object({ id: z.uuid(), noteId: z.uuid() })
const path = '/customers/{id}/notes/{noteId}'

const list = workspaceRoute(
  { scope: 'notes:read' },
  {
    method: 'get',
    path: '/customers/{id}/notes',
    tags,
    summary: 'Notes about a customer, pinned ones first',
    request: { params: ofCustomer },
    responses: { 200: json(z.object({ notes: z.array(note) }), 'The notes') },
  },
)
const add = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'post',
    path: '/customers/{id}/notes',
    tags,
    summary: 'Write a note; the same noteId again makes no second one',
    request: { params: ofCustomer, body: jsonBody(addNoteBody) },
    responses: { 201: json(note, 'The note') },
  },
)
const change = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'patch',
    path,
    tags,
    summary: 'Change or pin a note; what is not given stays',
    request: { params: one, body: jsonBody(changeNoteBody) },
    responses: { 200: json(note, 'The note') },
  },
)
const remove = workspaceRoute(
  { scope: 'notes:write' },
  {
    method: 'delete',
    path,
    tags,
    summary: 'Remove a note; it can be restored for a day',
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
    summary: 'Take the removal of a note back',
    request: { params: one },
    responses: { 200: json(note, 'The note') },
  },
)

export function noteRoutes(deps: CareDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    return c.json({ notes: await readCustomer(deps, c.var.workspaceId, id, listNotes) }, 200)
  })
  router.openapi(add, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId: c.req.valid('param').id }
    return c.json(await changeCustomer(deps, who, (made) => addNote(made, c.req.valid('json'))), 201)
  })
  router.openapi(change, async (c) => {
    const { id: customerId, noteId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    return c.json(await changeCustomer(deps, who, (made) => changeNote(made, noteId, c.req.valid('json'))), 200)
  })
  router.openapi(remove, async (c) => {
    const { id: customerId, noteId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    await changeCustomer(deps, who, (made) => removeNote(made, noteId))
    return c.body(null, 204)
  })
  router.openapi(restore, async (c) => {
    const { id: customerId, noteId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor, customerId }
    return c.json(await changeCustomer(deps, who, (made) => restoreNote(made, noteId)), 200)
  })
  return router
}
