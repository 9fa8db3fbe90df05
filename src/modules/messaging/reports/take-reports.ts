import { sql } from 'kysely'
import type { MessageReport } from '#contract/messaging-words'
import { appendCustomerEvents } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { type ToldMessage, toldOf } from '../outbox/tell-timeline.ts'
import { forgetOldReports, keepEarly, type Report, reportEvents, reportProperties, reportRank } from './take-report.ts'

/** What a service of text messages tells: by its name of the message, ours besides where it gave that back. */
export type TextReport = Omit<Report, 'address' | 'kind'> & { kind: 'delivered' | 'undelivered'; reference: string }

type Known = ToldMessage & { reference: string | null; provider: string | null }

/** `takeReport` for many of text messages, in the caller's transaction. No message twice. */
export async function takeTextReports(
  tx: Tx,
  deps: MessagingDeps,
  workspaceId: string,
  reports: TextReport[],
): Promise<void> {
  if (reports.length === 0) return
  // In one order for everybody, or two that bring the same wait for each other for ever.
  const keys = reports.map((one) => `report:${workspaceId}:${one.provider}:${one.reference}`).toSorted()
  await sql`select pg_advisory_xact_lock(hashtextextended(k.key, 0)) from unnest(${keys}::text[]) as k (key)`.execute(
    tx,
  )
  const known = await findKnown(tx, workspaceId, reports)
  const early = reports.filter((one) => !known.has(one) && one.messageId === undefined)
  if (early.length > 0) {
    const now = deps.clock.now()
    await forgetOldReports(tx, workspaceId, now)
    await keepEarly(tx, workspaceId, early, now)
  }
  const changed = await raise(tx, workspaceId, known)
  const told = [...known].flatMap(([{ kind, code }, message]) =>
    changed.has(message.messageId)
      ? toldOf(message, reportEvents[kind], { properties: reportProperties(kind, code) })
      : [],
  )
  await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, told)
}

async function findKnown(tx: Tx, workspaceId: string, reports: TextReport[]): Promise<Map<TextReport, Known>> {
  const ids = reports.flatMap(({ messageId }) => messageId ?? [])
  const { rows } =
    await sql<Known>`select m.message_id as "messageId", m.customer_id as "customerId", m.channel, m.provider, m.reference,
      coalesce(t.name, '') as "templateName", m.source_kind as "sourceKind", m.source_id as "sourceId", m.data
    from (select message_id from messages where workspace_id = ${workspaceId} and message_id = any(${ids}::uuid[])
      union select found.message_id from unnest(${reports.map(({ provider }) => provider)}::text[],
          ${reports.map(({ reference }) => reference)}::text[]) as r (provider, reference)
        cross join lateral (select message_id from messages where workspace_id = ${workspaceId} and provider = r.provider
          and reference = r.reference order by decided_at desc nulls last limit 1) as found) as those
    join messages m on m.workspace_id = ${workspaceId} and m.message_id = those.message_id
    left join message_templates t on t.workspace_id = m.workspace_id and t.template_id = m.template_id
    order by m.message_id for update of m`.execute(tx)
  const byId = new Map(rows.map((row) => [row.messageId, row]))
  const byReference = new Map(rows.map((row) => [`${row.provider}:${row.reference}`, row]))
  return new Map(
    reports.flatMap((one) => {
      const found = byId.get(one.messageId ?? '') ?? byReference.get(`${one.provider}:${one.reference}`)
      return found ? [[one, found] as const] : []
    }),
  )
}

/** Those of which more is known now than before; what is told of a message never goes back. */
async function raise(tx: Tx, workspaceId: string, known: Map<TextReport, Known>): Promise<Set<string>> {
  const all = [...known]
  const rankOf = (reported: MessageReport): number => reportRank[reported]
  const { rows } = await sql<{ id: string }>`update messages m set reported = r.kind, reported_at = r.at
    from unnest(${all.map(([, { messageId }]) => messageId)}::uuid[], ${all.map(([{ kind }]) => kind)}::text[],
      ${all.map(([{ kind }]) => rankOf(kind))}::int[], ${all.map(([{ at }]) => at.toString())}::timestamptz[]) as r (id, kind, rank, at)
    where m.workspace_id = ${workspaceId} and m.message_id = r.id
      and coalesce((${JSON.stringify(reportRank)}::jsonb ->> m.reported)::int, 0) < r.rank
    returning m.message_id as id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
