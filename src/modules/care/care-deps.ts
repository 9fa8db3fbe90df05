import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'

export type CareDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  /** attachments lie below it */
  dataDir: string
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}
