import {
  calendarQuery,
  lastContacts,
  lastContactsQuery,
  messageCalendar,
  silencePage,
  silenceQuery,
} from '#contract/message-calendar'
import { createRouter, csvAnswer, json, type Router, workspaceRoute } from '#platform/http'
import type { MessagingDeps } from '../messaging-deps.ts'
import { exportSilence } from './export-silence.ts'
import type { PlannedContacts } from './planned-contacts.ts'
import { readCalendar } from './read-calendar.ts'
import { readLastContacts } from './read-contacts.ts'
import { readSilence } from './read-silence.ts'

const tags = ['Messages']
const read = { scope: 'messages:read' } as const

const calendar = workspaceRoute(read, {
  method: 'get',
  path: '/message-calendar',
  tags,
  summary: 'What went out, waits and is planned, by day, and who gets how much of it',
  request: { query: calendarQuery },
  responses: { 200: json(messageCalendar, 'The calendar') },
})
const silence = workspaceRoute(read, {
  method: 'get',
  path: '/message-silence',
  tags,
  summary: 'Customers whom no message reached for so many days, those seen last first',
  request: { query: silenceQuery },
  responses: { 200: json(silencePage, 'A page of them; CSV of all with format=csv, for who may export') },
})

const contacts = workspaceRoute(read, {
  method: 'get',
  path: '/message-contacts',
  tags,
  summary: 'The last message that reached each of these customers; up to a hundred ids, with commas between them',
  request: { query: lastContactsQuery },
  responses: { 200: json(lastContacts, 'Those whom any reached') },
})

export function calendarRoutes(deps: MessagingDeps, planned: readonly PlannedContacts[]): Router {
  const app = createRouter()
  app.openapi(calendar, async (c) =>
    c.json(await readCalendar(deps, planned, c.var.workspaceId, c.req.valid('query')), 200),
  )
  app.openapi(silence, async (c) => {
    const { workspaceId, actor } = c.var
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      const { header, rows } = await exportSilence(deps, workspaceId, actor, query.days)
      return csvAnswer(c, 'no-contact.csv', header, rows) as never
    }
    return c.json(await readSilence(deps, workspaceId, query), 200)
  })
  app.openapi(contacts, async (c) =>
    c.json(await readLastContacts(deps, c.var.workspaceId, c.req.valid('query').customerIds), 200),
  )
  return app
}
