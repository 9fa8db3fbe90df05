import { sql } from 'kysely'
import type { MessageReport } from '#contract/messaging-words'
import { appendCustomerEvents, type CustomerEvent } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { type ToldMessage, toldOf } from '../outbox/tell-timeline.ts'
import { addSuppression } from '../policy/suppressions.repo.ts'

/** What somebody outside tells of a message, by our name of it, theirs, or the address it went to. */
export type Report = {
  kind: MessageReport
  /** who tells: a source of mail reports, a service of text messages */
  provider: string
  code: string | null
  at: Temporal.Instant
  messageId?: string | undefined
  reference?: string | undefined
  address?: string | undefined
}

type Known = ToldMessage & { address: string | null; channel: 'email' | 'sms'; reported: MessageReport | null }

const keptDays = 30
export const reportRank: Record<MessageReport, number> = { delivered: 1, undelivered: 2, bounced: 3, complained: 4 }
export const reportEvents: Record<MessageReport, string> = {
  delivered: 'Message Delivered',
  undelivered: 'Message Failed',
  bounced: 'Message Bounced',
  complained: 'Message Complained',
}

/**
 * Keeps a report in the caller's transaction: on the message, the timeline and the list of addresses that get nothing. One that speaks of a
 * send that is not recorded yet waits for it. Idempotent; what is told of a message never goes back. Whether there is such a message.
 */
export async function takeReport(tx: Tx, deps: MessagingDeps, workspaceId: string, report: Report): Promise<boolean> {
  const { isKnown, told } = await keepReport(tx, deps, workspaceId, report)
  await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, told)
  return isKnown
}

/** The same without the timeline: what it is to be told. */
async function keepReport(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  report: Report,
): Promise<{ isKnown: boolean; told: CustomerEvent[] }> {
  if (report.reference !== undefined) await lockReference(tx, workspaceId, report.provider, report.reference)
  const known = await findReported(tx, workspaceId, report)
  const told = known ? await apply(tx, workspaceId, known, report) : []
  if (!known && report.reference !== undefined && report.messageId === undefined && report.address === undefined) {
    const now = deps.clock.now()
    await forgetOldReports(tx, workspaceId, now)
    await keepEarly(tx, workspaceId, [{ ...report, reference: report.reference }], now)
  }
  const address = report.address ?? known?.address
  const { kind } = report
  if (address && (kind === 'bounced' || kind === 'complained'))
    await addSuppression(tx, workspaceId, deps.secret, {
      channel: known?.channel ?? 'email',
      address,
      reason: kind,
      source: report.provider,
      customerId: known?.customerId ?? null,
      messageId: known?.messageId ?? null,
      now: deps.clock.now(),
    })
  return { isKnown: known !== undefined, told }
}

/** Called with the send, in its transaction: keeps what was told of it before it was recorded; what the timeline is to be told of that. */
export async function takeEarlyReports(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  { messageId, provider, reference }: { messageId: string; provider: string; reference: string },
): Promise<CustomerEvent[]> {
  await lockReference(tx, workspaceId, provider, reference)
  const { rows } = await sql<{ kind: MessageReport; code: string | null; reportedAt: Date }>`
    delete from message_early_reports where workspace_id = ${workspaceId} and provider = ${provider} and reference = ${reference}
    returning kind, code, reported_at as "reportedAt"`.execute(tx)
  const all: CustomerEvent[] = []
  for (const { kind, code, reportedAt } of rows.toSorted((a, b) => reportRank[a.kind] - reportRank[b.kind])) {
    const at = Temporal.Instant.fromEpochMilliseconds(reportedAt.getTime())
    const { told } = await keepReport(tx, deps, workspaceId, { kind, code, at, provider, reference, messageId })
    all.push(...told)
  }
  return all
}

// Of a report and the send it speaks of, one waits for the other: whoever comes second sees the first.
async function lockReference(tx: Tx, workspaceId: string, provider: string, reference: string): Promise<void> {
  const key = `report:${workspaceId}:${provider}:${reference}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
}

async function findReported(
  tx: Tx,
  workspaceId: string,
  { messageId, provider, reference, address }: Report,
): Promise<Known | undefined> {
  const of = async (where: ReturnType<typeof sql>): Promise<Known | undefined> => {
    const { rows } =
      await sql<Known>`select m.message_id as "messageId", m.customer_id as "customerId", m.channel, m.address,
        m.reported, coalesce(t.name, '') as "templateName", m.source_kind as "sourceKind", m.source_id as "sourceId",
        m.data
      from messages m left join message_templates t using (workspace_id, template_id)
      where workspace_id = ${workspaceId} and ${where} order by m.decided_at desc nulls last limit 1`.execute(tx)
    return rows[0]
  }
  const own = messageId && (await of(sql`m.message_id = ${messageId}`))
  const theirs = own || (reference && (await of(sql`m.provider = ${provider} and m.reference = ${reference}`)))
  return (
    theirs ||
    (address && (await of(sql`m.address = ${address} and m.channel = 'email' and m.decided_at is not null`))) ||
    undefined
  )
}

async function apply(tx: Tx, workspaceId: string, known: Known, report: Report): Promise<CustomerEvent[]> {
  const { kind, code, at } = report
  // The row is locked by this; two reports at once are told one after the other.
  const higher = (Object.keys(reportRank) as MessageReport[]).filter((one) => reportRank[one] >= reportRank[kind])
  const changed = await sql`update messages set reported = ${kind}, reported_at = ${at.toString()}
    where workspace_id = ${workspaceId} and message_id = ${known.messageId}
      and (reported is null or not reported = any(${higher}::text[])) returning message_id`.execute(tx)
  if (changed.rows.length === 0) return []
  return toldOf(known, reportEvents[kind], { properties: reportProperties(kind, code) })
}

/** What the timeline is told besides. */
export function reportProperties(kind: MessageReport, code: string | null): Record<string, unknown> {
  return { ...(code === null ? {} : { code }), ...(kind === 'undelivered' ? { reason: 'undelivered' } : {}) }
}

/** Most speak of sends that are recorded within the second; what is left after a month never is. */
export async function forgetOldReports(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<void> {
  await sql`delete from message_early_reports where workspace_id = ${workspaceId}
    and received_at < ${now.subtract({ hours: 24 * keptDays }).toString()}`.execute(tx)
}

/** Reports that speak of sends which are not recorded yet wait for them. */
export async function keepEarly(
  tx: Tx,
  workspaceId: string,
  reports: (Omit<Report, 'reference'> & { reference: string })[],
  now: Temporal.Instant,
): Promise<void> {
  const of = <T>(pick: (one: (typeof reports)[number]) => T): T[] => reports.map(pick)
  await sql`insert into message_early_reports (workspace_id, provider, reference, kind, code, reported_at, received_at)
    select ${workspaceId}, r.provider, r.reference, r.kind, r.code, r.at, ${now.toString()}::timestamptz
    from unnest(${of((one) => one.provider)}::text[], ${of((one) => one.reference)}::text[], ${of((one) => one.kind)}::text[],
      ${of((one) => one.code)}::text[], ${of((one) => one.at.toString())}::timestamptz[]) as r (provider, reference, kind, code, at)
    on conflict do nothing`.execute(tx)
}
