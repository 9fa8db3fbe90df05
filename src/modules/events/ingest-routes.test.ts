import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isDomainError } from '#platform/errors'
import { createRouter } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testDb } from '#testing'
import { createEventWriter } from './event-writer.ts'
import { ingestRoutes } from './ingest-routes.ts'

const { db } = await testDb()
const clock = fakeClock('2026-03-01T12:00:00Z')

async function openShop() {
  const workspaceId = await newWorkspace(db)
  const writer = createEventWriter(db, clock, () => {})
  const findKey = async () => ({ workspaceId, kind: 'server' as const, scopes: null, origins: [] })
  const app = createRouter()
  app.onError((error, c) => c.text(error.message, isDomainError(error) && error.code === 'unavailable' ? 503 : 500))
  app.route('/', ingestRoutes({ db, clock, writer, findKey, isBehind: () => false }))
  const counts = async () => {
    const { rows } = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ letters: number; events: number }>`select
        (select count(*)::int from dead_letters where workspace_id = ${workspaceId}) as letters,
        (select count(*)::int from event_log where workspace_id = ${workspaceId}) as events`.execute(tx),
    )
    return rows[0]
  }
  const send = async (...batch: object[]) =>
    (await app.request('/v1/batch', { method: 'POST', body: JSON.stringify({ batch }) })).status
  return { send, counts }
}

const good = { messageId: 'm1', type: 'track', event: 'Seen', userId: 'anna' }
const bad = { messageId: 'm2', type: 'track', event: 'Seen', timestamp: 'yesterday', userId: 'anna' }

test('what a client sends again after a lost answer is one dead letter, also within one batch', async () => {
  const { send, counts } = await openShop()
  expect(await send(good, bad, bad)).toBe(200)
  expect(await send(good, bad)).toBe(200)
  expect(await counts()).toEqual({ letters: 1, events: 1 })
  expect(await send({ ...bad, timestamp: 'tomorrow' })).toBe(200)
  expect((await counts())?.letters).toBe(2)
})

test('bad events that do not say which they are cannot be told from new ones and are all kept', async () => {
  const { send, counts } = await openShop()
  const { messageId: _, ...nameless } = bad
  await send(nameless)
  await send(nameless)
  expect((await counts())?.letters).toBe(2)
})

test('a batch that is refused for now leaves no dead letter, so that sending it again does not make a second', async () => {
  const { send, counts } = await openShop()
  const { messageId: _, ...nameless } = bad
  // More at once than may wait.
  const many = Array.from({ length: 50_001 }, () => ({ event: 'Seen', userId: 'anna' }))
  expect(await send(nameless, ...many)).toBe(503)
  expect(await counts()).toEqual({ letters: 0, events: 0 })
})
