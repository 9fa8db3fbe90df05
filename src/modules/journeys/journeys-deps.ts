import type { z } from 'zod'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Db, Tx } from '#platform/postgres'

export type ActionContext = {
  workspaceId: string
  customerId: string
  journeyId: string
  runId: string
  /** names this very step: whatever is done with it is done once */
  key: string
}

/** Something a module lets journeys do. It happens in the transaction of the step; what it throws is noted, and the run goes on. */
export type JourneyAction = {
  name: string
  schema: z.ZodType
  /** Throws what keeps it from being done for anybody as things are: a survey that is closed, a reward that is gone. */
  check?: (tx: Tx, workspaceId: string, params: unknown) => Promise<void>
  perform: (tx: Tx, context: ActionContext, params: unknown) => Promise<void>
}

export type JourneysDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  jobs: Jobs
  actions: JourneyAction[]
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
  silenceDays: (workspaceId: string) => Promise<number>
}
