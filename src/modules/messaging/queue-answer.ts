import { sql } from 'kysely'
import type { AnswerChannel } from '#contract/inbox-words'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { MessagingDeps } from './messaging-deps.ts'
import type { AnswerThread } from './outbox/answer-thread.ts'
import { answerTemplate } from './rendering/answer-template.ts'
import { readRepliesTo } from './reports/mailbox/mailbox.repo.ts'

export type Answer = {
  /** the same key again queues nothing */
  key: string
  ticketId: string
  /** null: nobody knows whose address it is */
  customerId: string | null
  channel: AnswerChannel
  address: string
  subject: string
  text: string
  /** what the colleague is called */
  author: string
  /** Message-IDs of what it answers, the oldest first; our own as the id of the message alone */
  references: string[]
  /** what answers to it may be known by; used where the mailbox knows addresses with a tag */
  tag: string
}

/**
 * Puts what a colleague writes to one person into the outbox, in the caller's transaction. It goes to the address given, before anything
 * else that waits; a dead address and an erased customer hold it back. Idempotent by `key`.
 */
export async function queueAnswer(
  tx: Tx,
  { clock }: Pick<MessagingDeps, 'clock'>,
  workspaceId: string,
  { key, ticketId, customerId, channel, address, subject, text, author, references, tag }: Answer,
): Promise<{ messageId: string }> {
  const mailbox = await readRepliesTo(tx, workspaceId)
  const thread: AnswerThread = { references, tag: mailbox?.tagsReplies ? tag : null, mailbox: mailbox?.address ?? null }
  const data = JSON.stringify({ subject, text, author, thread })
  const now = clock.now()
  const added = await sql<{
    id: string
  }>`insert into messages (workspace_id, message_id, message_key, customer_id, template_id, purpose,
      channel, wanted_channel, source_kind, source_id, data, priority, address, due_at, queued_at)
    values (${workspaceId}, ${newId(now.epochMilliseconds)}, ${key}, ${customerId}, ${answerTemplate.templateId}, 'transactional',
      ${channel}, ${channel}, 'inbox', ${ticketId}, ${data}::jsonb, 0, ${address}, ${now.toString()}, ${now.toString()})
    on conflict (workspace_id, message_key) do nothing returning message_id as id`.execute(tx)
  const known =
    added.rows[0] ??
    (
      await sql<{ id: string }>`select message_id as id from messages
      where workspace_id = ${workspaceId} and message_key = ${key}`.execute(tx)
    ).rows[0]
  return { messageId: known?.id ?? '' }
}

/** Whose the answers of a ticket are, once somebody knows. */
export async function giveAnswers(
  tx: Tx,
  workspaceId: string,
  ticketId: string,
  customerId: string | null,
): Promise<void> {
  await sql`update messages set customer_id = ${customerId}
    where workspace_id = ${workspaceId} and source_kind = 'inbox' and source_id = ${ticketId}`.execute(tx)
}

/** Takes the answers of tickets out of the outbox, sent or not: their tickets are gone. */
export async function forgetAnswers(tx: Tx, workspaceId: string, ticketIds: string[]): Promise<void> {
  await sql`delete from messages where workspace_id = ${workspaceId} and source_kind = 'inbox'
    and source_id = any(${ticketIds}::text[])`.execute(tx)
}

/** Takes these answers out of the outbox, sent or not: who got them is forgotten. */
export async function forgetAnswersByName(tx: Tx, workspaceId: string, messageIds: string[]): Promise<void> {
  await sql`delete from messages where workspace_id = ${workspaceId} and source_kind = 'inbox'
    and message_id = any(${messageIds}::uuid[])`.execute(tx)
}
