import { sql } from 'kysely'
import type { MessageChannel, MessagePurpose, MessageSource } from '#contract/messaging-words'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { MessagingDeps } from './messaging-deps.ts'

export type NewMessage = MessageToMany & MessageTo

/** What many people get alike. */
export type MessageToMany = {
  templateId: string
  /** the template's own, when not given */
  purpose?: MessagePurpose
  /** by this one alone; without it the contact policy picks one that reaches the person */
  channel?: MessageChannel
  source: { kind: Exclude<MessageSource, 'inbox' | 'test'>; id: string; runId?: string }
}

export type MessageTo = {
  /** the same key again queues nothing */
  key: string
  customerId: string
  /** what the template reads as `data` */
  data?: Record<string, unknown>
  /** not before; at once, when not given */
  dueAt?: Temporal.Instant
  /** which run of the source it is of, where that is not the same for all */
  runId?: string
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
  deps: Pick<MessagingDeps, 'clock'>,
  workspaceId: string,
  { key, customerId, data, dueAt, ...shared }: NewMessage,
): Promise<{ messageId: string }> {
  const one = { key, customerId, ...(data && { data }), ...(dueAt && { dueAt }) }
  const queued = await queueMessages(tx, deps, workspaceId, shared, [one])
  return { messageId: queued.get(key) ?? '' }
}

/** The same for many people at once; message ids by key. No key twice. */
export async function queueMessages(
  tx: Tx,
  { clock }: Pick<MessagingDeps, 'clock'>,
  workspaceId: string,
  { templateId, channel, source, ...shared }: MessageToMany,
  people: MessageTo[],
): Promise<Map<string, string>> {
  if (people.length === 0) return new Map()
  const found = await sql<{
    purpose: MessagePurpose
    channel: MessageChannel
  }>`select purpose, channel from message_templates
    where workspace_id = ${workspaceId} and template_id = ${templateId}`.execute(tx)
  const [template] = found.rows
  if (!template) throw new DomainError('not_found', 'template_not_found', 'There is no such template.')
  const purpose = shared.purpose ?? template.purpose
  const now = clock.now()
  const rows = people.map(({ key, customerId, data = {}, dueAt = now, runId = source.runId ?? null }) => ({
    id: newId(now.epochMilliseconds),
    key,
    customerId,
    data: textOf(data),
    dueAt: dueAt.toString(),
    runId,
  }))
  const list = <K extends keyof (typeof rows)[number]>(field: K) => rows.map((row) => row[field])
  const added = await sql<{
    id: string
    key: string
  }>`insert into messages (workspace_id, message_id, message_key, customer_id,
      template_id, purpose, channel, wanted_channel, source_kind, source_id, source_run, data, priority, due_at, queued_at)
    select ${workspaceId}, p.id, p.key, p.customer_id, ${templateId}, ${purpose}, ${channel ?? template.channel}, ${channel ?? null}, ${source.kind}, ${source.id},
      p.run_id, p.data::jsonb, ${priorities[purpose]}, p.due_at, ${now.toString()}::timestamptz
    from unnest(${list('id')}::uuid[], ${list('key')}::text[], ${list('customerId')}::uuid[], ${list('data')}::text[],
      ${list('dueAt')}::timestamptz[], ${list('runId')}::text[]) as p (id, key, customer_id, data, due_at, run_id)
    on conflict (workspace_id, message_key) do nothing returning message_id as id, message_key as key`.execute(tx)
  const ids = new Map(added.rows.map(({ id, key }) => [key, id]))
  const before = people.flatMap(({ key }) => (ids.has(key) ? [] : [key]))
  if (before.length === 0) return ids
  const { rows: known } = await sql<{
    id: string
    key: string
  }>`select message_id as id, message_key as key from messages
    where workspace_id = ${workspaceId} and message_key = any(${before}::text[])`.execute(tx)
  // Committed by somebody else between the two statements at the latest.
  for (const { id, key } of known) ids.set(key, id)
  return ids
}

function textOf(data: Record<string, unknown>): string {
  const text = JSON.stringify(data)
  if (text.length > maxData)
    throw new DomainError('too_large', 'data_too_large', 'A message takes at most 64 KB of data.', { maxData })
  return text
}
