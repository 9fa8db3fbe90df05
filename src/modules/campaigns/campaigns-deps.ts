import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Jobs } from '#platform/jobs'
import type { Log } from '#platform/log'
import type { Outbound } from '#platform/outbound'
import type { Db } from '#platform/postgres'

export type CampaignsDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  jobs: Jobs
  /** to feeds, whose addresses people typed in */
  outbound: Outbound
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
  silenceDays: (workspaceId: string) => Promise<number>
}
