import { z } from '@hono/zod-openapi'
import {
  addTicket,
  addTicketEntry,
  changeTicket as changeBody,
  listTicketsQuery,
  ticket,
  ticketPage,
} from '#contract/inbox'
import { recordAudit, recordExport } from '#modules/audit'
import { type Actor, createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { changeTicket, deleteTicket } from './change-ticket.ts'
import { getTicket } from './get-ticket.ts'
import type { InboxDeps } from './inbox-deps.ts'
import { listTickets } from './list-tickets.ts'
import { openTicket } from './open-ticket.ts'
import { ticketCsvHeader, ticketCsvRows } from './ticket-csv.ts'
import { lockTicket } from './tickets.repo.ts'
import { writeEntry, writerOf } from './write-entry.ts'

const tags = ['Inbox']
const read = { scope: 'inbox:read' } as const
const write = { scope: 'inbox:write' } as const
const params = z.object({ ticketId: z.uuid() })
const one = { 200: json(ticket, 'The ticket with everything that was said in it') }

const list = workspaceRoute(read, {
  method: 'get',
  path: '/tickets',
  tags,
  summary: 'Tickets: what people wrote, whose turn it is, who looks after it',
  request: { query: listTicketsQuery },
  responses: { 200: json(ticketPage, 'A page of tickets and how many there are of each; CSV of all with format=csv') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/tickets/{ticketId}',
  tags,
  summary: 'A ticket with everything that was said in it',
  request: { params },
  responses: one,
})
const add = workspaceRoute(write, {
  method: 'post',
  path: '/tickets',
  tags,
  summary: 'Open a ticket, with a first word if wanted; the same ticketId or key again opens no second one',
  request: { body: jsonBody(addTicket) },
  responses: { 201: json(ticket, 'The ticket') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/tickets/{ticketId}',
  tags,
  summary: 'Give a ticket to somebody, close or reopen it, say whose it is; what is not given stays',
  request: { params, body: jsonBody(changeBody) },
  responses: one,
})
const remove = workspaceRoute(write, {
  method: 'delete',
  path: '/tickets/{ticketId}',
  tags,
  summary: 'Remove a ticket with everything that was said in it',
  request: { params },
  responses: { 204: { description: 'Removed' } },
})
const addEntry = workspaceRoute(write, {
  method: 'post',
  path: '/tickets/{ticketId}/entries',
  tags,
  summary:
    'Answer the customer, leave a note for colleagues, or keep what was said elsewhere; the same entryId again writes nothing more',
  request: { params, body: jsonBody(addTicketEntry) },
  responses: one,
})

export function inboxRoutes(deps: InboxDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const caller = { workspaceId: c.var.workspaceId, personId: personOf(c.var.actor) }
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      // It names customers, and what they wrote: it is taken away like their list.
      await inWorkspace(deps.db, caller.workspaceId, (tx) =>
        recordExport(tx, caller.workspaceId, c.var.actor, { kind: 'customers' }, { list: 'tickets' }),
      )
      return csvAnswer(c, 'tickets.csv', ticketCsvHeader, ticketCsvRows(deps, caller, query)) as never
    }
    return c.json(await listTickets(deps, caller, query), 200)
  })
  router.openapi(get, async (c) => c.json(await getTicket(deps, c.var.workspaceId, c.req.valid('param').ticketId), 200))
  router.openapi(add, async (c) => {
    const { workspaceId, actor } = c.var
    const { entry, ...body } = c.req.valid('json')
    const ownerId = body.ownerId === undefined ? personOf(actor) : body.ownerId
    const writer = await writerOf(deps, { workspaceId, actor })
    const opened = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const openedBy =
        actor.kind === 'person'
          ? ({ kind: 'person', id: actor.actorId } as const)
          : ({ kind: 'key', id: null } as const)
      const { ticketId, isNew } = await openTicket(tx, deps.clock, workspaceId, actor, { ...body, ownerId, openedBy })
      if (!isNew) return ticketId
      if (entry) await writeEntry(tx, deps, writer, await lockTicket(tx, workspaceId, ticketId), entry)
      await recordAudit(tx, workspaceId, actor, { action: 'ticket.opened', target: { kind: 'ticket', id: ticketId } })
      return ticketId
    })
    deps.onWritten(workspaceId)
    return c.json(await getTicket(deps, workspaceId, opened), 201)
  })
  router.openapi(change, async (c) => {
    const { ticketId } = c.req.valid('param')
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor }
    await changeTicket(deps, who, ticketId, c.req.valid('json'))
    return c.json(await getTicket(deps, who.workspaceId, ticketId), 200)
  })
  router.openapi(remove, async (c) => {
    await deleteTicket(deps, { workspaceId: c.var.workspaceId, actor: c.var.actor }, c.req.valid('param').ticketId)
    return c.body(null, 204)
  })
  router.openapi(addEntry, async (c) => {
    const { workspaceId, actor } = c.var
    const { ticketId } = c.req.valid('param')
    const writer = await writerOf(deps, { workspaceId, actor })
    const entry = c.req.valid('json')
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      await writeEntry(tx, deps, writer, await lockTicket(tx, workspaceId, ticketId), entry)
      const target = { kind: 'ticket', id: ticketId }
      await recordAudit(tx, workspaceId, actor, { action: 'ticket.written', target, detail: { kind: entry.kind } })
    })
    deps.onWritten(workspaceId)
    return c.json(await getTicket(deps, workspaceId, ticketId), 200)
  })
  return router
}

const personOf = (actor: Actor): string | null => (actor.kind === 'person' ? actor.actorId : null)
