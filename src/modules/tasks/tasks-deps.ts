import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Mailer } from '#platform/mail'
import type { Db } from '#platform/postgres'

export type TasksDeps = {
  db: Db
  clock: Clock
  /** Something was written for this workspace that the projector should look at. */
  onWritten: (workspaceId: string) => void
}

export type ReminderDeps = {
  db: Db
  clock: Clock
  log: Log
  mailer: Mailer
  /** where the console is, for the link in a mail */
  publicUrl: () => string
}
