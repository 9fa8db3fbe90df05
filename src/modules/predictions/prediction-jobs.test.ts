import { afterAll, expect, test } from 'vitest'
import { requestCancel, trackJob } from '#modules/jobs'
import { systemClock } from '#platform/clock'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testClickhouse, testDb } from '#testing'
import { definePredictionJobs, startPredictions } from './index.ts'

const { db, url, pool } = await testDb()
const jobs = await startJobs(url, { log: silentLog, work: false })
afterAll(() => jobs.stop())
const deps = { db, ch: testClickhouse(), clock: systemClock, log: silentLog, onWritten: () => {} }
await definePredictionJobs({ ...deps, onScored: async () => {} }, jobs)

/** The runs of a workspace that a worker will find. */
async function waiting(workspaceId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select data ->> 'jobId' as id from pgboss.job
    where name = 'predictions.run' and data ->> 'workspaceId' = $1 and state = 'created' order by created_on`,
    [workspaceId],
  )
  return rows.map(({ id }) => id)
}

test('whoever asks at the same moment means one run', async () => {
  const workspaceId = await newWorkspace(db)
  const asked = await Promise.all(Array.from({ length: 4 }, () => startPredictions(deps, jobs, workspaceId)))
  const [jobId = ''] = asked
  expect(new Set(asked).size).toBe(1)
  expect(await waiting(workspaceId)).toEqual([jobId])
})

test('after a run was called off another one can begin at once', async () => {
  const workspaceId = await newWorkspace(db)
  const first = await startPredictions(deps, jobs, workspaceId)
  expect(await inWorkspace(db, workspaceId, (tx) => requestCancel(tx, workspaceId, first))).toBe(true)
  const second = await startPredictions(deps, jobs, workspaceId)
  expect(second).not.toBe(first)
  expect(await waiting(workspaceId)).toContain(second)
})

test('a run that was asked to stop and is still at it does not stand in for the next one', async () => {
  const workspaceId = await newWorkspace(db)
  const first = await startPredictions(deps, jobs, workspaceId)
  await trackJob({ db }, { workspaceId, jobId: first, kind: 'prediction' }, async () => {
    await inWorkspace(db, workspaceId, (tx) => requestCancel(tx, workspaceId, first))
    expect(await startPredictions(deps, jobs, workspaceId)).not.toBe(first)
  })
})

test('a run that the queue has given up is queued again when it is asked for', async () => {
  const workspaceId = await newWorkspace(db)
  const jobId = await startPredictions(deps, jobs, workspaceId)
  await pool.query("update pgboss.job set state = 'failed' where name = 'predictions.run' and data ->> 'jobId' = $1", [
    jobId,
  ])
  expect(await waiting(workspaceId)).toEqual([])
  expect(await startPredictions(deps, jobs, workspaceId)).toBe(jobId)
  expect(await waiting(workspaceId)).toEqual([jobId])
})
