import { z } from 'zod'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Db } from '#platform/postgres'
import { searchDuplicates } from './search-duplicates.ts'

export const duplicatesJob = 'customers.find_duplicates'

export async function defineDuplicatesJob(deps: { db: Db; clock: Clock }, jobs: Jobs): Promise<void> {
  await jobs.define(duplicatesJob, z.object({ workspaceId: z.uuid() }), async ({ workspaceId }) => {
    await searchDuplicates(deps, workspaceId)
  })
}
