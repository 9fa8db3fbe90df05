import { afterAll, expect, test } from 'vitest'
import { listWorkspaceIds } from '#modules/workspaces'
import { startJobs } from '#platform/jobs'
import { silentLog } from '#platform/log'
import { newWorkspace, testDb } from '#testing'
import { defineRetentionJobs, type RetentionRule } from './index.ts'

const { db, url } = await testDb()
const jobs = await startJobs(url, { log: silentLog })
afterAll(() => jobs.stop())

test('where one shop’s data cannot be removed at night, that of the others is', async () => {
  for (const name of ['One', 'Two', 'Three']) await newWorkspace(db, { name })
  const [stuck, ...others] = await listWorkspaceIds(db)
  const kept = new Set<string>()
  const rule: RetentionRule = {
    kind: 'events',
    usualDays: 1,
    count: async () => 1,
    remove: async (workspaceId) => {
      if (workspaceId === stuck) throw new Error('The directory cannot be written')
      kept.add(workspaceId)
      return 0
    },
  }
  await defineRetentionJobs({ db, rules: [rule], now: () => Temporal.Now.instant(), log: silentLog }, jobs)
  await jobs.enqueue('privacy.retention', {})
  await expect.poll(() => [...kept].toSorted(), { timeout: 20_000 }).toEqual(others.toSorted())
})
