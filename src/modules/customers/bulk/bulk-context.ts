import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Db } from '#platform/postgres'

export type BulkDeps = {
  db: Db
  clock: Clock
  jobs: Jobs
  onWritten: (workspaceId: string) => void
  silenceDays: (workspaceId: string) => Promise<number>
}

export const runJob = 'customers.bulk_edit'
export const undoJob = 'customers.bulk_undo'
