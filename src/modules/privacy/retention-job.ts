import { z } from 'zod'
import { listWorkspaceIds } from '#modules/workspaces'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'
import { keepRetention, type RetentionRule } from './retention.ts'

const name = 'privacy.retention'
const nightly = '23 2 * * *'

/** Every night what has come to its end is removed, workspace by workspace. */
export async function defineRetentionJob(
  deps: { db: Db; log: Log; rules: RetentionRule[]; now: () => Temporal.Instant },
  jobs: Pick<Jobs, 'define' | 'repeat'>,
): Promise<void> {
  await jobs.define(name, z.object({}), async (_, { signal }) => {
    for (const workspaceId of await listWorkspaceIds(deps.db)) {
      const removed = await keepRetention(deps, workspaceId, signal)
      if (Object.keys(removed).length > 0) deps.log.info({ workspaceId, removed }, 'Data came to the end of its time')
    }
  })
  await jobs.repeat(name, nightly)
}
