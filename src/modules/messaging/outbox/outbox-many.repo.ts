import { prepared, type Tx } from '#platform/postgres'
import { type Claimed, type Decision, leaseSeconds, type Outcome } from './outbox.repo.ts'

/** `lockPerson` for many, always in the same order, so that two workers never wait for each other for ever. */
export async function lockPeople(tx: Tx, workspaceId: string, customerIds: string[]): Promise<void> {
  const keys = customerIds.toSorted().map((id) => `messages:${workspaceId}:${id}`)
  await prepared`select pg_advisory_xact_lock(hashtextextended(k.key, 0)) from unnest(${keys}::text[]) as k (key)`.execute(
    tx,
  )
}

/**
 * `stillHolds` for many: the ids of those that are still held, locked until the end of the transaction; the lease goes on as it was.
 * Not of a sender who was told to stop meanwhile: their messages are free again when the lease is over.
 */
export async function holdMany(tx: Tx, workspaceId: string, claimed: Claimed[]): Promise<Set<string>> {
  const { rows } = await prepared<{ id: string }>`select m.message_id as id
    from unnest(${claimed.map(({ messageId }) => messageId)}::uuid[], ${claimed.map(({ fence }) => fence)}::int[]) as c (id, fence)
    join messages m on m.workspace_id = ${workspaceId} and m.message_id = c.id and m.fence = c.fence
    where m.state = 'claimed' and m.lease_until > clock_timestamp()
      and not exists (select from message_holds h where h.workspace_id = m.workspace_id and h.source_kind = m.source_kind
        and h.source_id = m.source_id)
    order by m.message_id for update of m`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

type Allowed = { claimed: Claimed; sent: Decision }

/** `writeDecision` for many, with their locks held; their leases start anew. */
export async function writeManyDecisions(
  tx: Tx,
  workspaceId: string,
  allowed: Allowed[],
  now: Temporal.Instant,
): Promise<void> {
  if (allowed.length === 0) return
  const rows = allowed.map(({ claimed: { messageId, fence }, sent }) => ({ ...sent, id: messageId, fence }))
  await prepared`update messages m set decided_at = ${now.toString()}, decided_on = d.day, template_version = d.version, address = d.address,
      locale = d.locale, subject = d.subject, form_id = decode(d."formId", 'base64'), packed = decode(d.packed, 'base64'), body = d.text, links = d.links, delivery = d.delivery,
      channel = d.channel, segments = d.segments, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    from json_to_recordset(${JSON.stringify(rows)}::json) as d (id uuid, fence int, day date, version int, channel text, address text,
      locale text, subject text, "formId" text, packed text, text text, links jsonb, segments int, delivery text)
    where m.workspace_id = ${workspaceId} and m.message_id = d.id and m.fence = d.fence and m.state = 'claimed'`.execute(
    tx,
  )
}

type Ended = {
  claimed: Claimed
  outcome: Pick<Outcome, 'state' | 'reason' | 'answer' | 'dueAt' | 'putOffSince' | 'isUnsent'>
}

/** `writeOutcome` for many: the ids of those that were written, because they were still held. */
export async function writeManyOutcomes(
  tx: Tx,
  workspaceId: string,
  ended: Ended[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  if (ended.length === 0) return new Set()
  const of = <T>(pick: (one: Ended) => T): T[] => ended.map(pick)
  const { rows } = await prepared<{
    id: string
  }>`update messages m set state = e.state, reason = e.reason, answer = e.answer,
      lease_until = null, due_at = coalesce(e.due_at, m.due_at), put_off_since = coalesce(e.put_off_since, m.put_off_since),
      finished_at = case when e.state = 'deferred' then null else ${now.toString()}::timestamptz end,
      decided_at = case when e.unsent then null else m.decided_at end, channel = 'email'
    from unnest(${of(({ claimed }) => claimed.messageId)}::uuid[], ${of(({ claimed }) => claimed.fence)}::int[],
      ${of(({ outcome }) => outcome.state)}::text[], ${of(({ outcome }) => outcome.reason ?? null)}::text[],
      ${of(({ outcome }) => outcome.answer ?? null)}::text[], ${of(({ outcome }) => outcome.dueAt?.toString() ?? null)}::timestamptz[],
      ${of(({ outcome }) => outcome.putOffSince?.toString() ?? null)}::timestamptz[],
      ${of(({ outcome }) => outcome.isUnsent ?? false)}::boolean[]) as e (id, fence, state, reason, answer, due_at, put_off_since, unsent)
    where m.workspace_id = ${workspaceId} and m.message_id = e.id and m.fence = e.fence and m.state = 'claimed'
    returning m.message_id as id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
