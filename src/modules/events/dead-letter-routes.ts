import { z } from '@hono/zod-openapi'
import { deadLetter, deadLetterPage } from '#contract/dead-letters'
import type { Clock } from '#platform/clock'
import { eachRow } from '#platform/cursor'
import { createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { type Db, inWorkspace } from '#platform/postgres'
import { countDeadLetterReasons, listDeadLetters } from './dead-letters.repo.ts'
import { discardDeadLetter, reopenDeadLetter, replayAll, replayDeadLetter } from './replay-dead-letter.ts'

const tags = ['Dead letters']
const read = { scope: 'events:read' } as const
const write = { scope: 'events:write', maxBody: 1024 * 1024 } as const
const params = z.object({ id: z.uuid() })

const list = workspaceRoute(read, {
  method: 'get',
  path: '/dead-letters',
  summary: 'Events that could not be accepted, with the reason',
  tags,
  request: {
    query: z.object({
      reason: z.string().max(64).optional(),
      status: z.enum(['open', 'replayed', 'discarded']).default('open'),
      cursor: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      format: z.enum(['json', 'csv']).default('json'),
    }),
  },
  responses: {
    200: json(
      deadLetterPage,
      'A page, newest first, and how many there are of each reason; CSV of all with format=csv',
    ),
  },
})
const replay = workspaceRoute(write, {
  method: 'post',
  path: '/dead-letters/{id}/replay',
  summary: 'Repair an event and send it through ingestion again',
  tags,
  request: { params, body: jsonBody(z.object({ body: z.string().max(262_144).optional() })) },
  responses: { 200: json(deadLetter, 'The letter, now replayed') },
})
const replayMany = workspaceRoute(write, {
  method: 'post',
  path: '/dead-letters/replay-all',
  summary: 'Try every open dead letter of one reason again',
  tags,
  request: { body: jsonBody(z.object({ reason: z.string().max(64) })) },
  responses: {
    200: json(z.object({ replayed: z.number(), open: z.number() }), 'How many went through and how many still wait'),
  },
})
const discard = workspaceRoute(write, {
  method: 'post',
  path: '/dead-letters/{id}/discard',
  summary: 'Give an event up; it can be reopened',
  tags,
  request: { params },
  responses: { 200: json(deadLetter, 'The letter, now discarded') },
})
const reopen = workspaceRoute(write, {
  method: 'post',
  path: '/dead-letters/{id}/reopen',
  summary: 'Take a discard back',
  tags,
  request: { params },
  responses: { 200: json(deadLetter, 'The letter, open again') },
})

export function deadLetterRoutes(deps: { db: Db; clock: Clock; onReplayed: (workspaceId: string) => void }): Router {
  const app = createRouter()
  app.openapi(list, async (c) => {
    const query = c.req.valid('query')
    const workspaceId = c.var.workspaceId
    if (query.format === 'csv')
      return csvAnswer(c, 'dead-letters.csv', csvHeader, csvRows(deps.db, workspaceId, query)) as never
    const page = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const deadLetters = await listDeadLetters(tx, workspaceId, { ...query, before: query.cursor })
      const reasons = await countDeadLetterReasons(tx, workspaceId, query.status)
      const nextCursor = deadLetters.length === query.limit ? (deadLetters.at(-1)?.deadLetterId ?? null) : null
      return { deadLetters, nextCursor, reasons }
    })
    return c.json(page, 200)
  })
  app.openapi(replayMany, async (c) => {
    const outcome = await replayAll(deps, c.var.workspaceId, c.req.valid('json').reason)
    deps.onReplayed(c.var.workspaceId)
    return c.json(outcome, 200)
  })
  app.openapi(replay, async (c) => {
    const letter = await replayDeadLetter(deps, c.var.workspaceId, c.req.valid('param').id, c.req.valid('json').body)
    deps.onReplayed(c.var.workspaceId)
    return c.json(letter, 200)
  })
  app.openapi(discard, async (c) =>
    c.json(await discardDeadLetter(deps, c.var.workspaceId, c.req.valid('param').id), 200),
  )
  app.openapi(reopen, async (c) =>
    c.json(await reopenDeadLetter(deps, c.var.workspaceId, c.req.valid('param').id), 200),
  )
  return app
}

const atOnce = 200
const csvHeader = ['received_at', 'source', 'reason', 'detail', 'status', 'body']

async function* csvRows(
  db: Db,
  workspaceId: string,
  { reason, status }: { reason?: string | undefined; status: string },
) {
  const letters = eachRow(async (before) => {
    const rows = await inWorkspace(db, workspaceId, (tx) =>
      listDeadLetters(tx, workspaceId, { reason, status, before, limit: atOnce }),
    )
    return { rows, next: rows.length === atOnce ? (rows.at(-1)?.deadLetterId ?? null) : null }
  })
  for await (const one of letters) yield [one.receivedAt, one.source, one.reason, one.detail, one.status, one.body]
}
