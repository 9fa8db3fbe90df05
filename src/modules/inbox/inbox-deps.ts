import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'

export type InboxDeps = {
  db: Db
  clock: Clock
  log: Log
  /** files that people send lie below it */
  dataDir: string
  /** signs the addresses that answers come to */
  secret: string
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}
