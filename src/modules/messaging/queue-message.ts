import { sql } from 'kysely'
import type { MessagePurpose, MessageSource } from '#contract/messaging-words'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { MessagingDeps } from './messaging-deps.ts'

export type NewMessage = {
  /** the same key again queues nothing */
  key: string
  customerId: string
  templateId: string
  /** the template's own, when not given */
  purpose?: MessagePurpose
  channel?: 'email'
  source: { kind: Exclude<MessageSource, 'test'>; id: string; runId?: string }
  /** what the template reads as `data` */
  data?: Record<string, unknown>
  /** not before; at once, when not given */
  dueAt?: Temporal.Instant
}

const maxData = 64 * 1024
const priorities = { transactional: 0, useful: 1, promotional: 2 } as const

/**
 * Puts a message into the outbox, in the caller's transaction: it goes out when, and only if, that commits. Whether it may be sent is
 * judged when it is handed over, not now. Idempotent by `key`: the same again changes nothing and answers the message there is. Throws
 * template_not_found, data_too_large.
 */
export async function queueMessage(
  tx: Tx,
  { clock }: Pick<MessagingDeps, 'clock'>,
  workspaceId: string,
  message: NewMessage,
): Promise<{ messageId: string }> {
  const { key, customerId, templateId, channel = 'email', source, data = {}, dueAt = clock.now() } = message
  const text = JSON.stringify(data)
  if (text.length > maxData)
    throw new DomainError('too_large', 'data_too_large', 'A message takes at most 64 KB of data.', { maxData })
  const found = await sql<{ purpose: MessagePurpose }>`select purpose from message_templates
    where workspace_id = ${workspaceId} and template_id = ${templateId}`.execute(tx)
  const [template] = found.rows
  if (!template) throw new DomainError('not_found', 'template_not_found', 'There is no such template.')
  const purpose = message.purpose ?? template.purpose
  const now = clock.now()
  const added = await sql<{
    id: string
  }>`insert into messages (workspace_id, message_id, message_key, customer_id, template_id,
      purpose, channel, source_kind, source_id, source_run, data, priority, due_at, queued_at)
    values (${workspaceId}, ${newId(now.epochMilliseconds)}, ${key}, ${customerId}, ${templateId}, ${purpose}, ${channel},
      ${source.kind}, ${source.id}, ${source.runId ?? null}, ${text}::jsonb, ${priorities[purpose]}, ${dueAt.toString()}, ${now.toString()})
    on conflict (workspace_id, message_key) do nothing returning message_id as id`.execute(tx)
  const [row] = added.rows
  if (row) return { messageId: row.id }
  const { rows } = await sql<{ id: string }>`select message_id as id from messages
    where workspace_id = ${workspaceId} and message_key = ${key}`.execute(tx)
  // Committed by somebody else between the two statements at the latest.
  return { messageId: rows[0]?.id ?? '' }
}
