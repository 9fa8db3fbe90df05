import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'

export type ExperimentsDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  jobs: Jobs
  onWritten: (workspaceId: string) => void
  silenceDays: (workspaceId: string) => Promise<number>
}

export const intakeJob = 'experiments.intake'
