import type { InUse } from '#contract/in-use'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Mailer } from '#platform/mail'
import type { FindAddress, Outbound } from '#platform/outbound'
import type { Db, Tx } from '#platform/postgres'
import type { MailServer } from './channels/channel.ts'
import type { Lines } from './channels/lines.ts'
import type { Replies } from './reports/replies.ts'
import type { SlotSources } from './slots/slots.ts'

export type MessagingDeps = {
  db: Db
  clock: Clock
  log: Log
  /** signs links, keys the hashes of addresses, seals keys of channels */
  secret: string
  publicUrl: () => string
  /** The log has something for the projector. */
  onWritten: (workspaceId: string) => void
  /** the installation's mail server */
  channel: MailServer
  /** for the program's own letters, such as asking somebody to confirm */
  mailer: Pick<Mailer, 'send'>
  /** to addresses that people typed in */
  outbound: Outbound
  /** the same guard for what does not speak HTTP */
  findAddress: FindAddress
  /** connections that stay open between messages */
  lines: Lines
  /** what messages are filled in with beyond the person */
  slots: SlotSources
  /** who reads what people write back; nobody without it */
  replies?: Replies
  /** What is at work elsewhere and writes with a template. */
  usedBy?: ((tx: Tx, workspaceId: string, templateId: string) => Promise<InUse[]>)[]
  resolveTxt: (name: string) => Promise<string[][]>
}

export type OutboxDeps = MessagingDeps
