import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'

export type MessagingDeps = {
  db: Db
  clock: Clock
  log: Log
  /** signs links, keys the hashes of addresses */
  secret: string
  publicUrl: () => string
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
}
