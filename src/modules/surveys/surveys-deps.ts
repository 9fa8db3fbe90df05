import type { MessagingDeps } from '#modules/messaging'
import type { Clock } from '#platform/clock'
import type { Db } from '#platform/postgres'

export type SurveysDeps = {
  db: Db
  clock: Clock
  /** signs the links of those who are asked */
  secret: string
  publicUrl: () => string
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
  /** for the letter that asks */
  messaging: MessagingDeps
}
