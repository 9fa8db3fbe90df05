import { sql } from 'kysely'
import type { AddConsent, Channel, ConsentEntry, Purpose } from '#contract/care'
import { recordAudit } from '#modules/audit'
import { customerFamily } from '#modules/customers'
import { findNames } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { prepared, type Tx } from '#platform/postgres'
import { getAttachment } from './attachments.ts'
import { authorOf, type Change, type Family, tellTimeline } from './in-customer.ts'

type Row = Omit<ConsentEntry, 'author' | 'statedAt' | 'recordedAt' | 'evidence'> & {
  authorKind: ConsentEntry['author']['kind']
  authorId: string | null
  statedAt: Date
  recordedAt: Date
  evidenceId: string | null
  evidenceName: string | null
}

const newestFirst = sql`e.stated_at desc, e.recorded_at desc, e.consent_id desc`

/** The whole ledger, newest first; the first entry of a channel and purpose is in force. */
export async function listConsents(tx: Tx, { workspaceId, ids }: Family): Promise<ConsentEntry[]> {
  const found = await sql<Row>`
    select e.consent_id as "consentId", e.channel, e.purpose, e.state, e.stated_at as "statedAt", e.recorded_at as "recordedAt",
      e.method, e.wording, e.author_kind as "authorKind", e.author_id as "authorId",
      a.attachment_id as "evidenceId", a.file_name as "evidenceName"
    from consent_entries e
    left join customer_attachments a on a.workspace_id = e.workspace_id and a.attachment_id = e.evidence_id
    where e.workspace_id = ${workspaceId} and e.customer_id = any(${ids}::uuid[]) order by ${newestFirst}`.execute(tx)
  const names = await findNames(
    tx,
    found.rows.map((row) => row.authorId),
  )
  return found.rows.map(({ authorKind, authorId, evidenceId, evidenceName, statedAt, recordedAt, ...rest }) => ({
    ...rest,
    statedAt: statedAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    evidence: evidenceId === null ? null : { attachmentId: evidenceId, fileName: evidenceName ?? '' },
    author: { kind: authorKind, name: names.get(authorId ?? '') ?? null },
  }))
}

/** Adds to the ledger; nothing in it is ever changed. The same consentId again adds nothing. */
export async function addConsent(change: Change, given: AddConsent): Promise<ConsentEntry[]> {
  const { tx, family, actor, now } = change
  const { consentId = newId(), channel, purpose, state, method, wording = null, evidenceId = null } = given
  const statedAt = given.statedAt === undefined ? now : Temporal.Instant.from(given.statedAt)
  if (Temporal.Instant.compare(statedAt, now.add({ minutes: 5 })) > 0)
    throw new DomainError('invalid', 'stated_in_future', 'A consent cannot have been given in the future.')
  if (evidenceId !== null) await getAttachment(tx, family, evidenceId)
  const { authorKind, authorId } = authorOf(actor)
  const added = await sql<{ id: string }>`insert into consent_entries
      (workspace_id, consent_id, customer_id, channel, purpose, state, stated_at, recorded_at, method, wording, evidence_id,
        author_kind, author_id)
    values (${family.workspaceId}, ${consentId}, ${family.customerId}, ${channel}, ${purpose}, ${state}, ${statedAt.toString()},
      ${now.toString()}, ${method}, ${wording === '' ? null : wording}, ${evidenceId}, ${authorKind}, ${authorId})
    on conflict (workspace_id, consent_id) do nothing returning consent_id as id`.execute(tx)
  if (added.rows.length > 0) {
    await tellTimeline(
      change,
      state === 'given' ? 'Consent Given' : 'Consent Withdrawn',
      { channel, purpose, method },
      statedAt,
    )
    const target = { kind: 'customer', id: family.customerId }
    const detail = { consentId, channel, purpose, method }
    await recordAudit(tx, family.workspaceId, actor, { action: `consent.${state}`, target, detail })
  }
  return await listConsents(tx, family)
}

/**
 * Whether this customer agreed to be reached by this channel for this purpose: what they said last, or undefined when they never
 * said anything. Merges are followed.
 */
export async function consentState(
  tx: Tx,
  workspaceId: string,
  customerId: string,
  channel: Channel,
  purpose: Purpose,
): Promise<'given' | 'withdrawn' | undefined> {
  const ids = await customerFamily(tx, workspaceId, customerId)
  const found = await sql<{ state: 'given' | 'withdrawn' }>`select e.state from consent_entries e
    where e.workspace_id = ${workspaceId} and e.customer_id = any(${ids}::uuid[]) and e.channel = ${channel}
      and e.purpose = ${purpose} order by ${newestFirst} limit 1`.execute(tx)
  return found.rows[0]?.state
}

/** The same for many at once, by who they are now; who never said anything is missing. */
export async function consentStates(
  tx: Tx,
  workspaceId: string,
  families: { id: string; personId: string }[],
  channel: Channel,
  purpose: Purpose,
): Promise<Map<string, 'given' | 'withdrawn'>> {
  const found = await prepared<{ personId: string; state: 'given' | 'withdrawn' }>`
    select distinct on (f.person_id) f.person_id as "personId", e.state
    from unnest(${families.map(({ id }) => id)}::uuid[], ${families.map(({ personId }) => personId)}::uuid[]) as f (id, person_id)
    join consent_entries e on e.workspace_id = ${workspaceId} and e.customer_id = f.id
    where e.channel = ${channel} and e.purpose = ${purpose} order by f.person_id, ${newestFirst}`.execute(tx)
  return new Map(found.rows.map(({ personId, state }) => [personId, state]))
}
