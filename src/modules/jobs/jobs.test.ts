import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Job, JobList } from '#contract/jobs'
import type { NotificationList } from '#contract/notifications'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { signIn } from '../../testing/sign-in.ts'
import { smallShopCsv } from '../../testing/small-shop.ts'
import { owner, type Shop, startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { announceJob, requestCancel } from './announce-job.ts'
import { trackJob } from './track-job.ts'

let server: TestServer
let shop: Shop
let db: Db
let person: Awaited<ReturnType<typeof signIn>>

beforeAll(async () => {
  server = await startTestServer()
  shop = await server.openShop()
  db = server.regulars.db
  person = await signIn(server.url, owner)
})

const read = async (jobId: string): Promise<Job> => await shop.read<Job>(`/jobs/${jobId}`)
const newJob = () => ({ workspaceId: shop.workspaceId, jobId: newId(), kind: 'rebuild' as const })
const told = async (): Promise<NotificationList> =>
  (await (await person('GET', '/notifications')).json()) as NotificationList

test('work shows how far it is while it runs, and that it is done', async () => {
  const job = newJob()
  await trackJob({ db }, job, async ({ progress }) => {
    progress({ done: 20, total: 80 })
    await sleep(1_600)
    expect(await read(job.jobId)).toMatchObject({ status: 'running', done: 20, total: 80, canCancel: false })
    progress({ done: 80 })
  })
  expect(await read(job.jobId)).toMatchObject({ status: 'done', done: 80, total: 80, error: null })
})

test('work that was called off before it began does not begin', async () => {
  const job = newJob()
  await inWorkspace(db, shop.workspaceId, async (tx) => {
    await announceJob(tx, { ...job, canCancel: true })
    expect(await requestCancel(tx, shop.workspaceId, job.jobId)).toBe(true)
  })
  let begun = false
  await trackJob({ db }, job, async () => {
    begun = true
  })
  expect(begun).toBe(false)
  expect((await read(job.jobId)).status).toBe('cancelled')
})

test('somebody stops work that runs', async () => {
  const job = { ...newJob(), canCancel: true }
  const work = trackJob({ db }, job, async ({ signal }) => {
    await sleep(20_000, undefined, { signal })
  })
  await expect.poll(async () => (await shop.ask('POST', `/jobs/${job.jobId}/cancel`)).status).toBe(202)
  await work
  expect(await read(job.jobId)).toMatchObject({ status: 'cancelled', canCancel: false })
  expect((await shop.ask('POST', `/jobs/${job.jobId}/cancel`)).status).toBe(409)
})

test('work that fails says why; its error goes on to who called it', async () => {
  const job = newJob()
  const refuse = () => Promise.reject(new DomainError('invalid', 'nothing_usable', 'Nothing can be used.'))
  await expect(trackJob({ db }, job, refuse)).rejects.toThrow('Nothing can be used.')
  expect(await read(job.jobId)).toMatchObject({ status: 'failed', error: { reason: 'nothing_usable' } })
})

test('what the queue tries again waits for it instead of having failed', async () => {
  const job = { ...newJob(), triesAgain: true }
  await expect(trackJob({ db }, job, () => Promise.reject(new Error('socket gone')))).rejects.toThrow('socket gone')
  expect(await read(job.jobId)).toMatchObject({ status: 'queued', error: { reason: 'unexpected' } })
  await trackJob({ db }, job, async () => {})
  expect(await read(job.jobId)).toMatchObject({ status: 'done', error: null })
})

test('a worker that stood still until another had done its work says nothing about it any more', async () => {
  const job = { ...newJob(), triesAgain: true }
  const frozen = Promise.withResolvers<void>()
  const late = trackJob({ db }, job, () => frozen.promise)
  await expect.poll(async () => (await shop.ask('GET', `/jobs/${job.jobId}`)).status).toBe(200)
  await trackJob({ db }, job, async () => {})
  const done = await read(job.jobId)
  frozen.reject(new Error('lease ran out'))
  await expect(late).rejects.toThrow('lease ran out')
  expect(await read(job.jobId)).toEqual(done)
  expect(done).toMatchObject({ status: 'done', error: null })
})

test('an import is a job; who started it is told when it fails, and may try it again', async () => {
  // Orders of the future cannot be used.
  const csv = smallShopCsv().replaceAll(/\b20\d\d-/g, '2099-')
  const uploaded = await shop.ask('POST', '/imports?kind=orders&fileName=someday.csv', csv)
  const { importId } = (await uploaded.json()) as { importId: string }
  expect((await person('POST', `/imports/${importId}/start`)).status).toBe(202)
  await expect.poll(async () => (await read(importId)).status, { timeout: 30_000 }).toBe('failed')
  expect(await read(importId)).toMatchObject({
    kind: 'import',
    subject: 'someday.csv',
    startedBy: owner.name,
    canRetry: true,
  })
  const { notifications, unread } = await told()
  expect(notifications[0]).toMatchObject({ kind: 'job_failed', params: { job: 'import', subject: 'someday.csv' } })
  expect(unread).toBe(1)
  const after = await person('POST', '/notifications/read', {})
  expect(((await after.json()) as NotificationList).unread).toBe(0)
})

test('jobs of another workspace cannot be seen', async () => {
  const other = await server.openShop({ name: 'Other' })
  expect((await other.read<JobList>('/jobs')).jobs).toEqual([])
  const { jobs } = await shop.read<JobList>('/jobs')
  expect((await other.ask('GET', `/jobs/${jobs[0]?.jobId}`)).status).toBe(404)
})
