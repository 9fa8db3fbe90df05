import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import {
  blocksToCode,
  changeTemplate as changeBody,
  checkMessage as checkBody,
  createTemplate as createBody,
  messageCheck,
  messageCode,
  messagePreview,
  messageTemplate,
  previewMessage,
  templateList,
  testMessage,
} from '#contract/message-templates'
import { listMessagesQuery, messageDetail, messagePage, queuedMessage, sendMessage } from '#contract/messaging'
import { DomainError } from '#platform/errors'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import type { PlannedContacts } from './calendar/planned-contacts.ts'
import { calendarRoutes } from './calendar/routes.ts'
import { channelRoutes } from './channels/routes.ts'
import { checkMessage } from './check-message.ts'
import { codeOf } from './code-of.ts'
import { exportMessages } from './export-messages.ts'
import type { OutboxDeps } from './messaging-deps.ts'
import { policyRoutes } from './policy/routes.ts'
import { previewTemplate } from './preview-template.ts'
import { queueMessage } from './queue-message.ts'
import { getMessage, listMessages } from './read-messages.ts'
import { requireContact } from './require-contact.ts'
import { getTemplate, listTemplates, requireTemplate } from './templates.repo.ts'
import { archiveTemplate, changeTemplate, createTemplate } from './write-template.ts'

const tags = ['Messages']
const read = { scope: 'messages:read' } as const
const write = { scope: 'messages:write' } as const
const templateParams = z.object({ templateId: z.uuid() })

const list = workspaceRoute(read, {
  method: 'get',
  path: '/message-templates',
  tags,
  summary: 'All templates in use, by name',
  responses: { 200: json(templateList, 'The templates') },
})
const create = workspaceRoute(write, {
  method: 'post',
  path: '/message-templates',
  tags,
  summary: 'Make a template; one that cannot be rendered is refused',
  request: { body: jsonBody(createBody) },
  responses: { 201: json(messageTemplate, 'The template') },
})
const preview = workspaceRoute(read, {
  method: 'post',
  path: '/message-templates/preview',
  tags,
  summary: 'What one person would get; nothing is kept',
  request: { body: jsonBody(previewMessage) },
  responses: { 200: json(messagePreview, 'The message') },
})
const code = workspaceRoute(read, {
  method: 'post',
  path: '/message-templates/code',
  tags,
  summary: 'The MJML that blocks make, to go on by hand; nothing is kept',
  request: { body: jsonBody(blocksToCode) },
  responses: { 200: json(messageCode, 'The code') },
})
const check = workspaceRoute(write, {
  method: 'post',
  path: '/message-templates/check',
  tags,
  summary: 'Ask what an e-mail leads to and shows whether it is there; nothing is kept',
  request: { body: jsonBody(checkBody) },
  responses: { 200: json(messageCheck, 'What should be looked at') },
})
const get = workspaceRoute(read, {
  method: 'get',
  path: '/message-templates/{templateId}',
  tags,
  summary: 'One template in all its languages',
  request: { params: templateParams },
  responses: { 200: json(messageTemplate, 'The template') },
})
const change = workspaceRoute(write, {
  method: 'patch',
  path: '/message-templates/{templateId}',
  tags,
  summary: 'Change a template; other words make a new version',
  request: { params: templateParams, body: jsonBody(changeBody) },
  responses: { 200: json(messageTemplate, 'The template') },
})
const archive = workspaceRoute(write, {
  method: 'delete',
  path: '/message-templates/{templateId}',
  tags,
  summary: 'Take a template out of use, unless something at work writes with it; what was sent with it stays',
  request: { params: templateParams, query: z.object({ force: z.enum(['true', 'false']).default('false') }) },
  responses: { 204: { description: 'Out of use' } },
})
const test = workspaceRoute(write, {
  method: 'post',
  path: '/message-templates/{templateId}/test',
  tags,
  summary: 'Send it to yourself; for a signed-in person',
  request: { params: templateParams, body: jsonBody(testMessage) },
  responses: { 202: json(queuedMessage, 'It is in the outbox') },
})
const outbox = workspaceRoute(read, {
  method: 'get',
  path: '/messages',
  tags,
  summary: 'The outbox, newest first: what went out, what waits, what was held back and why',
  request: { query: listMessagesQuery },
  responses: { 200: json(messagePage, 'A page of messages; CSV of all with format=csv, for who may export') },
})
const one = workspaceRoute(read, {
  method: 'get',
  path: '/messages/{messageId}',
  tags,
  summary: 'One message with what was sent',
  request: { params: z.object({ messageId: z.uuid() }) },
  responses: { 200: json(messageDetail, 'The message') },
})
const send = workspaceRoute(write, {
  method: 'post',
  path: '/messages',
  tags,
  summary: 'Send a template to a customer; the contact policy judges it, and the same key again sends nothing more',
  request: { body: jsonBody(sendMessage) },
  responses: { 202: json(queuedMessage, 'It is in the outbox') },
})
/** `planned`: what other senders mean to send, for the calendar. */
export function messagingRoutes(deps: OutboxDeps, planned: readonly PlannedContacts[] = []): Router {
  const { db, clock } = deps
  const app = createRouter()
  app.openapi(list, async (c) => {
    const { workspaceId } = c.var
    return c.json({ templates: await inWorkspace(db, workspaceId, (tx) => listTemplates(tx, workspaceId)) }, 200)
  })
  app.openapi(create, async (c) =>
    c.json(await createTemplate(deps, c.var.workspaceId, c.var.actor, c.req.valid('json')), 201),
  )
  app.openapi(preview, async (c) => c.json(await previewTemplate(deps, c.var.workspaceId, c.req.valid('json')), 200))
  app.openapi(code, async (c) => {
    const { locale, variant } = c.req.valid('json')
    return c.json({ mjml: await codeOf(deps, c.var.workspaceId, locale, variant) }, 200)
  })
  app.openapi(check, async (c) => c.json(await checkMessage(deps, c.var.workspaceId, c.req.valid('json')), 200))
  app.openapi(get, async (c) => {
    const { workspaceId } = c.var
    const { templateId } = c.req.valid('param')
    return c.json(await inWorkspace(db, workspaceId, (tx) => getTemplate(tx, workspaceId, templateId)), 200)
  })
  app.openapi(change, async (c) => {
    const { templateId } = c.req.valid('param')
    return c.json(await changeTemplate(deps, c.var.workspaceId, c.var.actor, templateId, c.req.valid('json')), 200)
  })
  app.openapi(archive, async (c) => {
    const force = c.req.valid('query').force === 'true'
    await archiveTemplate(deps, c.var.workspaceId, c.var.actor, c.req.valid('param').templateId, { force })
    return c.body(null, 204)
  })
  app.openapi(test, async (c) => {
    const { workspaceId } = c.var
    const email = c.get('session')?.email
    if (email === undefined)
      throw new DomainError('forbidden', 'not_a_person', 'A test goes to the person who asks for it; a key is nobody.')
    const { templateId } = c.req.valid('param')
    const { locale, customerId, channel, phone } = c.req.valid('json')
    const address = channel === 'sms' ? phone : email
    if (address === undefined)
      throw new DomainError('invalid', 'channel_test_needs_number', 'Where should the test go?')
    const messageId = newId()
    const now = clock.now().toString()
    await inWorkspace(db, workspaceId, async (tx) => {
      const { purpose } = await getTemplate(tx, workspaceId, templateId)
      if (customerId !== undefined) await requireContact(tx, workspaceId, customerId)
      await sql`insert into messages (workspace_id, message_id, message_key, customer_id, template_id, purpose, channel, wanted_channel,
          source_kind, source_id, priority, due_at, queued_at, address, locale)
        values (${workspaceId}, ${messageId}, ${`test:${messageId}`}, ${customerId ?? null}, ${templateId}, ${purpose}, ${channel},
          ${channel}, 'test', ${c.var.actor.actorId}, 0, ${now}, ${now}, ${address}, ${locale ?? null})`.execute(tx)
    })
    return c.json({ messageId }, 202)
  })
  app.openapi(outbox, async (c) => {
    const { workspaceId, actor } = c.var
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const { header, rows } = await exportMessages(deps, workspaceId, actor, query)
      return csvAnswer(c, 'messages.csv', header, rows) as never
    }
    return c.json(await listMessages(deps, workspaceId, query), 200)
  })
  app.openapi(one, async (c) => c.json(await getMessage(deps, c.var.workspaceId, c.req.valid('param').messageId), 200))
  app.openapi(send, async (c) => {
    const { workspaceId, actor } = c.var
    const { key, channel, ...message } = c.req.valid('json')
    const source = { kind: actor.kind === 'key' ? ('api' as const) : ('manual' as const), id: actor.actorId }
    const queued = await inWorkspace(db, workspaceId, async (tx) => {
      await requireTemplate(tx, workspaceId, message.templateId)
      await requireContact(tx, workspaceId, message.customerId)
      const asked = { ...message, ...(channel ? { channel } : {}), key: `${source.kind}:${key}`, source }
      return await queueMessage(tx, deps, workspaceId, asked)
    })
    return c.json(queued, 202)
  })
  app.route('/', policyRoutes(deps))
  app.route('/', channelRoutes(deps))
  app.route('/', calendarRoutes(deps, planned))
  return app
}
