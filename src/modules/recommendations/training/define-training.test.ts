import { afterAll, expect, test } from 'vitest'
import { requestCancel, trackJob } from '#modules/jobs'
import { systemClock } from '#platform/clock'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testClickhouse, testDb } from '#testing'
import { defineTraining, startTraining } from './define-training.ts'

const { db, url, pool } = await testDb()
const jobs = await startJobs(url, { log: silentLog, work: false })
afterAll(() => jobs.stop())
await defineTraining({ db, jobs, ch: testClickhouse(), clock: systemClock, onTrained: async () => {} })

const begin = async (workspaceId: string): Promise<string> =>
  (await inWorkspace(db, workspaceId, (tx) => startTraining(tx, { jobs }, workspaceId))).jobId

/** The trainings of a workspace that a worker has or will find. */
async function queued(workspaceId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select data ->> 'jobId' as id from pgboss.job where name = 'recommendations.train' and data ->> 'workspaceId' = $1
      and state in ('created', 'active') order by created_on`,
    [workspaceId],
  )
  return rows.map(({ id }) => id)
}

test('whoever asks at the same moment means one training', async () => {
  const workspaceId = await newWorkspace(db)
  const asked = await Promise.all(Array.from({ length: 4 }, () => begin(workspaceId)))
  expect(new Set(asked).size).toBe(1)
  expect(await queued(workspaceId)).toEqual([asked[0]])
})

test('a training asked for while the queue has not let go of the one before is done as well', async () => {
  const workspaceId = await newWorkspace(db)
  const first = await begin(workspaceId)
  await pool.query("update pgboss.job set state = 'active' where data ->> 'jobId' = $1", [first])
  await trackJob({ db }, { workspaceId, jobId: first, kind: 'recommendation' }, async () => {})
  const second = await begin(workspaceId)
  expect(await queued(workspaceId)).toEqual([first, second])
})

test('a training that was asked to stop and is still at it does not stand in for the next one', async () => {
  const workspaceId = await newWorkspace(db)
  const first = await begin(workspaceId)
  await trackJob({ db }, { workspaceId, jobId: first, kind: 'recommendation' }, async () => {
    await inWorkspace(db, workspaceId, (tx) => requestCancel(tx, workspaceId, first))
    expect(await begin(workspaceId)).not.toBe(first)
  })
})
