import type { InUse } from '#contract/in-use'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db, Tx } from '#platform/postgres'

export type SegmentsDeps = {
  db: Db
  ch: Clickhouse
  clock: Clock
  log: Log
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
  /** What is at work elsewhere and names a segment. */
  usedBy?: ((tx: Tx, workspaceId: string, segmentId: string) => Promise<InUse[]>)[]
}
