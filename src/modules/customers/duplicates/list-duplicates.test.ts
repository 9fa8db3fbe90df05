import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { appendEvents, startProjector } from '#modules/events'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { factReaders, projectCustomers } from '../index.ts'
import { listDuplicates } from './list-duplicates.ts'
import { noteSearch, searchDuplicates } from './search-duplicates.ts'

const { db } = await testDb()
const clock = fakeClock('2026-03-01T12:00:00Z')

test('a list read while the search ends never says that it has ended with what was there before', async () => {
  const workspaceId = await newWorkspace(db)
  const person = (userId: string) => ({
    messageId: userId,
    occurredAt: '2026-02-01T10:00:00Z',
    source: 'test',
    body: { type: 'identify' as const, userId, traits: { name: 'Anna Kovács' } },
  })
  await appendEvents(db, clock, workspaceId, [person('a'), person('b')])
  const projector = startProjector({
    db,
    ch: testClickhouse(),
    clock,
    log: silentLog,
    project: projectCustomers,
    ...factReaders,
  })
  await projector.settle()
  await projector.stop()
  const searchId = newId()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into duplicate_searches (workspace_id, search_id, started_at) values (${workspaceId}, ${searchId}, now())`.execute(
      tx,
    ),
  )
  const read = await inWorkspace(db, workspaceId, async (tx) => {
    await sql`lock table duplicate_searches in access exclusive mode`.execute(tx)
    await sql`insert into duplicate_suggestions (workspace_id, a_id, b_id, score, reasons, search_id)
      select ${workspaceId}, ids[1], ids[2], 90, '[]', ${searchId}
      from (select array_agg(customer_id order by customer_id) as ids from customers where workspace_id = ${workspaceId}) c`.execute(
      tx,
    )
    await sql`update duplicate_searches set finished_at = now(), found = 1 where workspace_id = ${workspaceId}`.execute(
      tx,
    )
    const reading = listDuplicates({ db, clock }, workspaceId, { limit: 10 })
    const isHeldUp = async () =>
      (await sql`select from pg_locks where relation = 'duplicate_searches'::regclass and not granted`.execute(tx)).rows
        .length > 0
    while (!(await isHeldUp())) await sleep(20)
    return { reading }
  })
  const page = await read.reading
  expect(page.search?.finishedAt).not.toBeNull()
  expect(page.suggestions).toHaveLength(1)
})

test('a search that was asked for is under way until it ends, also when another one was running', async () => {
  const workspaceId = await newWorkspace(db)
  const ended = async () => (await listDuplicates({ db, clock }, workspaceId, { limit: 10 })).search?.finishedAt
  const note = () => inWorkspace(db, workspaceId, (tx) => noteSearch(tx, workspaceId, clock.now()))
  await note()
  expect(await ended()).toBeNull()
  await searchDuplicates({ db, clock }, workspaceId)
  expect(await ended()).not.toBeNull()
  await note()
  expect(await ended()).toBeNull()
})
