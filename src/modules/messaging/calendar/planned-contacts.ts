import type { RawBuilder } from 'kysely'
import type { MessageChannel, MessagePurpose, MessageSource } from '#contract/messaging-words'

/** Something that a sender means to send and has not queued yet. */
export type PlannedContact = {
  source: Exclude<MessageSource, 'test'>
  sourceId: string
  name: string
  purpose: MessagePurpose
  channel: MessageChannel | null
  at: Temporal.Instant
  /** how many it is meant for, as far as is known now */
  people: number
  /** who they are: a subquery of (customer_id); none where it may well come to nothing, which counts as nobody's load */
  who?: RawBuilder<unknown>
}

/** A door for the calendar: what a sender plans between two moments. What is queued already it leaves out. */
export type PlannedContacts = (
  workspaceId: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
) => Promise<PlannedContact[]>
