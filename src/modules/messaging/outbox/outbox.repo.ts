import { sql } from 'kysely'
import type { MessageChannel, MessagePurpose, MessageReason, MessageSource } from '#contract/messaging'
import { prepared, type Tx } from '#platform/postgres'

export type Claimed = {
  messageId: string
  customerId: string | null
  templateId: string
  purpose: MessagePurpose
  /** null: the policy picks one */
  wantedChannel: MessageChannel | null
  sourceKind: MessageSource
  sourceId: string
  sourceRun: string | null
  data: Record<string, unknown>
  address: string | null
  locale: string | null
  attempts: number
  fence: number
  /** since when the service puts it off */
  putOffSince: Date | null
}

export const leaseSeconds = 90
/** Until it is decided: nothing has begun, and what the dead had in hand should not wait longer than need be. */
const claimSeconds = 30

/**
 * What a worker that died left behind: nothing had begun, it waits again; a conversation may have begun, it is sent again when it must
 * arrive (with the same Message-ID) and stays unknown when it need not. Judged by PostgreSQL's clock alone.
 */
export async function recoverLost(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<number> {
  const gone = await prepared`update messages set
      state = case when decided_at is null or purpose = 'transactional' then 'queued' else 'unknown' end,
      reason = case when decided_at is null or purpose = 'transactional' then null else 'connection_lost' end,
      finished_at = case when decided_at is null or purpose = 'transactional' then null else ${now.toString()}::timestamptz end,
      decided_at = case when purpose = 'transactional' then null else decided_at end,
      fence = fence + 1, lease_until = null
    where workspace_id = ${workspaceId} and message_id in (select message_id from messages
      where workspace_id = ${workspaceId} and state = 'claimed' and lease_until < clock_timestamp() limit 200 for update skip locked)`.execute(
    tx,
  )
  return Number(gone.numAffectedRows ?? 0)
}

/**
 * Takes due messages for this worker, what must arrive first. Others skip them until the lease is over. The few senders that are held are read
 * once, not for each of perhaps many messages that they have waiting in front.
 */
export async function claimDue(tx: Tx, workspaceId: string, now: Temporal.Instant, limit: number): Promise<Claimed[]> {
  const { rows } = await prepared<Claimed>`
    with due as (select message_id from messages d
      where workspace_id = ${workspaceId} and state in ('queued', 'deferred') and due_at <= ${now.toString()}
        and not source_kind || ':' || source_id = any(array(select h.source_kind || ':' || h.source_id from message_holds h
          where h.workspace_id = ${workspaceId}))
      order by priority, due_at limit ${limit} for update of d skip locked)
    update messages m set state = 'claimed', attempts = attempts + 1, fence = fence + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
    from due where m.workspace_id = ${workspaceId} and m.message_id = due.message_id
    returning m.message_id as "messageId", m.customer_id as "customerId", m.template_id as "templateId", m.purpose,
      m.wanted_channel as "wantedChannel",
      m.source_kind as "sourceKind", m.source_id as "sourceId", m.source_run as "sourceRun", m.data, m.address, m.locale, m.attempts,
      m.fence, m.put_off_since as "putOffSince"`.execute(tx)
  return rows
}

/**
 * Locks it for who still holds it; false when the lease is over or somebody else took it, and when its sender was told to stop meanwhile: then
 * it is free again when the lease is over. The lease starts anew.
 */
export async function stillHolds(tx: Tx, workspaceId: string, { messageId, fence }: Claimed): Promise<boolean> {
  const { rows } =
    await sql`update messages m set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where workspace_id = ${workspaceId} and message_id = ${messageId} and fence = ${fence} and state = 'claimed'
      and lease_until > clock_timestamp()
      and not exists (select from message_holds h where h.workspace_id = m.workspace_id and h.source_kind = m.source_kind
        and h.source_id = m.source_id) returning message_id`.execute(tx)
  return rows.length > 0
}

/** Two messages to one person are never judged at once, so that no order of senders breaks a cap. Until the end of the transaction. */
export async function lockPerson(tx: Tx, workspaceId: string, customerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`messages:${workspaceId}:${customerId}`}, 0))`.execute(tx)
}

export type Decision = {
  day: string
  version: number
  channel: MessageChannel
  address: string
  locale: string
  subject: string
  /** of an e-mail: its form, and what differs from it */
  formId: string | null
  packed: string | null
  text: string
  links: string[]
  segments: number | null
  delivery: 'smtp' | 'viewer' | 'provider'
}

/** From here on the mail server, or another service, may have it. */
export async function writeDecision(
  tx: Tx,
  workspaceId: string,
  { messageId, fence }: Claimed,
  sent: Decision,
  now: Temporal.Instant,
): Promise<void> {
  await sql`update messages set decided_at = ${now.toString()}, decided_on = ${sent.day}::date, template_version = ${sent.version},
      address = ${sent.address}, locale = ${sent.locale}, subject = ${sent.subject}, body = ${sent.text},
      form_id = decode(${sent.formId}, 'base64'), packed = decode(${sent.packed}, 'base64'),
      links = ${JSON.stringify(sent.links)}::jsonb, delivery = ${sent.delivery}, channel = ${sent.channel}, segments = ${sent.segments}
    where workspace_id = ${workspaceId} and message_id = ${messageId} and fence = ${fence} and state = 'claimed'`.execute(
    tx,
  )
}

export type Outcome = {
  state: 'handed_over' | 'deferred' | 'failed' | 'unknown' | 'suppressed'
  reason?: MessageReason
  answer?: string
  dueAt?: Temporal.Instant
  putOffSince?: Temporal.Instant
  /** whose it was, and what they call it */
  provider?: string
  reference?: string
  channel?: MessageChannel
  /** it certainly did not go out, so it counts for no cap */
  isUnsent?: boolean
}

/**
 * In which state it is left: what was called off meanwhile is not put off but over. Undefined when somebody else holds it by now: who comes late
 * writes nothing.
 */
export async function writeOutcome(
  tx: Tx,
  workspaceId: string,
  { messageId, fence }: Claimed,
  outcome: Outcome,
  now: Temporal.Instant,
): Promise<Outcome['state'] | undefined> {
  const {
    state,
    reason = null,
    answer = null,
    dueAt,
    putOffSince,
    isUnsent = false,
    provider = null,
    reference = null,
    channel = null,
  } = outcome
  const isOver = sql`called_off and ${state === 'deferred'}`
  const { rows } = await sql<{
    state: Outcome['state']
  }>`update messages set state = case when ${isOver} then 'suppressed' else ${state} end,
      reason = case when ${isOver} then 'cancelled' else ${reason} end, answer = ${answer}, lease_until = null,
      due_at = coalesce(${dueAt?.toString() ?? null}::timestamptz, due_at),
      put_off_since = coalesce(${putOffSince?.toString() ?? null}::timestamptz, put_off_since),
      finished_at = case when ${state !== 'deferred'} or called_off then ${now.toString()}::timestamptz end,
      decided_at = case when ${isUnsent} then null else decided_at end,
      provider = coalesce(${provider}, provider), reference = coalesce(${reference}, reference), channel = coalesce(${channel}, channel)
    where workspace_id = ${workspaceId} and message_id = ${messageId} and fence = ${fence} and state = 'claimed'
    returning state`.execute(tx)
  return rows[0]?.state
}
