import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { appendEvents, startProjector } from '#modules/events'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { factReaders, projectCustomers } from '../index.ts'
import { getBulkEdit, insertBulkEdit, setBulkStatus } from './bulk-edits.repo.ts'
import { runBulkEdit, runBulkUndo } from './run-bulk-edit.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')

async function project(): Promise<void> {
  const projector = startProjector({ db, ch, clock, log: silentLog, project: projectCustomers, ...factReaders })
  await projector.settle()
  await projector.stop()
}

test('a bulk edit that is killed between its last customer and its count goes on with the count, and so does taking it back', async () => {
  const workspaceId = await newWorkspace(db)
  const people = ['anna', 'bela'].map((userId) => ({
    messageId: userId,
    occurredAt: '2026-02-01T10:00:00Z',
    source: 'test',
    body: { type: 'identify' as const, userId, traits: { name: userId } },
  }))
  await appendEvents(db, clock, workspaceId, people)
  await project()
  const customers = async () =>
    (
      await inWorkspace(db, workspaceId, (tx) =>
        sql<{ id: string; tags: string[] }>`select customer_id as id, tags from customers order by number`.execute(tx),
      )
    ).rows
  const bulkEditId = newId()
  const selection = { customerIds: (await customers()).map(({ id }) => id) }
  const edit = {
    bulkEditId,
    change: { kind: 'add_tag' as const, tag: 'vip' },
    selection,
    requestKey: null,
    actorKind: 'system',
    actorId: null,
  }
  await inWorkspace(db, workspaceId, (tx) => insertBulkEdit(tx, workspaceId, edit, clock.now()))

  // Nothing projects while it runs: what is told first is worked in only after the first run is gone.
  const runTwice = async (work: typeof runBulkEdit): Promise<void> => {
    const begin = (signal: AbortSignal, onWritten: () => void) =>
      work(
        { db, clock, onWritten, silenceDays: async () => 90 },
        { workspaceId, bulkEditId, signal, progress: () => {} },
      )
    const killed = new AbortController()
    await expect(begin(killed.signal, () => killed.abort())).rejects.toThrow('aborted')
    const goesOn = begin(new AbortController().signal, () => {})
    await project()
    await goesOn
  }
  const read = () => inWorkspace(db, workspaceId, (tx) => getBulkEdit(tx, workspaceId, bulkEditId))
  await runTwice(runBulkEdit)
  expect(await read()).toMatchObject({ status: 'done', total: 2, changed: 2 })
  expect((await customers()).map(({ tags }) => tags)).toEqual([['vip'], ['vip']])

  await inWorkspace(db, workspaceId, (tx) => setBulkStatus(tx, workspaceId, bulkEditId, 'undoing'))
  await runTwice(runBulkUndo)
  expect(await read()).toMatchObject({ status: 'undone', restored: 2, kept: 0 })
  expect((await customers()).map(({ tags }) => tags)).toEqual([[], []])
})
