import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testDb } from '#testing'
import { startJobs } from './index.ts'

const { db, url, pool } = await testDb()
const greeting = z.object({ name: z.string() })

async function until(check: () => boolean): Promise<void> {
  while (!check()) await sleep(20)
}

test('a job runs with its payload, and a failed one again', async () => {
  const jobs = await startJobs(url, { log: silentLog })
  const greeted: string[] = []
  await jobs.define('greet', greeting, async ({ name }) => {
    greeted.push(name)
    if (greeted.length === 1) throw new Error('Not in the mood')
  })
  await jobs.enqueue('greet', { name: 'Anna' })
  await until(() => greeted.length === 2)
  expect(greeted).toEqual(['Anna', 'Anna'])
  await jobs.stop()
})

test('a job enqueued in a transaction is there only if it commits', async () => {
  const workspaceId = await newWorkspace(db)
  const jobs = await startJobs(url, { log: silentLog })
  const seen: string[] = []
  await jobs.define('note', greeting, async ({ name }) => {
    seen.push(name)
  })
  const undone = inWorkspace(db, workspaceId, async (tx) => {
    await jobs.enqueue('note', { name: 'never' }, { tx })
    throw new Error('Undone')
  })
  await expect(undone).rejects.toThrow('Undone')
  await inWorkspace(db, workspaceId, (tx) => jobs.enqueue('note', { name: 'kept' }, { tx }))
  await until(() => seen.length > 0)
  expect(seen).toEqual(['kept'])
  await jobs.stop()
})

test('of one key only one job waits or runs', async () => {
  const jobs = await startJobs(url, { log: silentLog, work: false })
  await jobs.define('once', greeting, async () => {})
  await jobs.enqueue('once', { name: 'a' }, { key: 'k' })
  await jobs.enqueue('once', { name: 'b' }, { key: 'k' })
  await jobs.enqueue('once', { name: 'c' }, { key: 'other' })
  const waiting = await pool.query("select data ->> 'name' as name from pgboss.job where name = 'once' order by 1")
  expect(waiting.rows).toEqual([{ name: 'a' }, { name: 'c' }])
  await jobs.stop()
})

test('what a stopping process leaves goes on after the next start', async () => {
  const first = await startJobs(url, { log: silentLog })
  let started = false
  await first.define('long', greeting, async (_, { signal }) => {
    started = true
    await sleep(60_000, undefined, { signal })
  })
  await first.enqueue('long', { name: 'x' })
  await until(() => started)
  await first.stop()
  const second = await startJobs(url, { log: silentLog })
  let finished = false
  await second.define('long', greeting, async () => {
    finished = true
  })
  await until(() => finished)
  await second.stop()
})

test('a payload of another shape is refused', async () => {
  const jobs = await startJobs(url, { log: silentLog, work: false })
  await jobs.define('greet', greeting, async () => {})
  await expect(jobs.enqueue('greet', { nobody: 1 })).rejects.toMatchObject({ reason: 'bad_job' })
  await jobs.stop()
})

test('a repeated job is planned once, however many processes ask for it', async () => {
  const both = await Promise.all([startJobs(url, { log: silentLog }), startJobs(url, { log: silentLog })])
  for (const jobs of both) {
    await jobs.define('tidy', z.object({}), async () => {})
    await jobs.repeat('tidy', '17 3 * * *')
  }
  const planned = await pool.query('select name, cron, timezone from pgboss.schedule')
  expect(planned.rows).toEqual([{ name: 'tidy', cron: '17 3 * * *', timezone: 'UTC' }])
  await expect(both[0]?.repeat('greet', '* * * * *')).rejects.toThrow(/No job without a payload/)
  for (const jobs of both) await jobs.stop()
})
