import { sql } from 'kysely'
import type { z } from 'zod'
import type { listMessagesQuery, MessageDetail, MessagePage, MessageRow } from '#contract/messaging'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { OutboxDeps } from './messaging-deps.ts'
import { unpackHtml } from './rendering/pack.ts'
import { shownName } from './shown-name.ts'

type Stored = Omit<MessageRow, 'source' | 'queuedAt' | 'dueAt' | 'finishedAt' | 'openedAt' | 'clickedAt'> & {
  sourceKind: MessageRow['source']['kind']
  sourceId: string
  queuedAt: Date
  dueAt: Date | null
  finishedAt: Date | null
  openedAt: Date | null
  clickedAt: Date | null
}

const columns = sql`m.message_id as "messageId", m.customer_id as "customerId",
  ${shownName} as "customerName",
  m.template_id as "templateId", t.name as "templateName", m.purpose, m.channel, m.reported, m.segments, m.source_kind as "sourceKind", m.source_id as "sourceId",
  m.state, m.reason, m.subject, m.delivery, m.attempts, m.queued_at as "queuedAt",
  case when m.state in ('queued', 'deferred') then m.due_at end as "dueAt", m.finished_at as "finishedAt",
  m.opened_at as "openedAt", m.clicked_at as "clickedAt"`
const from = sql`from messages m left join customers c using (workspace_id, customer_id)
  left join message_templates t using (workspace_id, template_id)`

type Asked = Omit<z.output<typeof listMessagesQuery>, 'format'>

/** The outbox, newest first, with how many went out in the last 30 days by what they were for. */
export async function listMessages(
  { db, clock, channel }: OutboxDeps,
  workspaceId: string,
  query: Asked,
): Promise<MessagePage> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows, next } = await findMessages(tx, workspaceId, query)
    return {
      messages: rows,
      nextCursor: next,
      counts: await countMix(tx, workspaceId, clock.now()),
      delivery: channel.delivery,
    }
  })
}

/** A page of the outbox, newest first. */
export async function findMessages(
  tx: Tx,
  workspaceId: string,
  { state, reason, channel, templateId, customerId, cursor, limit }: Asked,
): Promise<{ rows: MessageRow[]; next: string | null }> {
  const { rows } = await sql<Stored>`select ${columns} ${from} where workspace_id = ${workspaceId}
    ${state ? sql`and m.state = ${state}` : sql``} ${reason ? sql`and m.reason = ${reason}` : sql``}
    ${channel ? sql`and m.channel = ${channel}` : sql``}
    ${templateId ? sql`and m.template_id = ${templateId}` : sql``}
    ${customerId ? sql`and m.customer_id = ${customerId}` : sql``} ${cursor ? sql`and m.message_id < ${cursor}` : sql``}
    order by m.message_id desc limit ${limit + 1}`.execute(tx)
  const page = rows.slice(0, limit)
  return { rows: page.map(toRow), next: rows.length > limit ? (page.at(-1)?.messageId ?? null) : null }
}

type Sent = Pick<MessageDetail, 'locale' | 'html' | 'text' | 'templateVersion'> & {
  packed: Buffer | null
  form: string | null
}

/** With what was sent. Throws message_not_found. */
export async function getMessage({ db }: OutboxDeps, workspaceId: string, messageId: string): Promise<MessageDetail> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<Stored & Sent>`
      select ${columns}, m.locale, m.html, m.body as text, m.template_version as "templateVersion", m.packed,
        (select f.html from message_forms f where f.workspace_id = m.workspace_id and f.form_id = m.form_id) as form
      ${from} where workspace_id = ${workspaceId} and m.message_id = ${messageId}`.execute(tx)
    const [row] = rows
    if (!row) throw new DomainError('not_found', 'message_not_found', 'There is no such message.')
    const { locale, text, templateVersion, packed, form } = row
    const html = packed !== null && form !== null ? unpackHtml(packed, form) : row.html
    return { ...toRow(row), locale, html, text, templateVersion }
  })
}

async function countMix(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<MessagePage['counts']> {
  const { rows } = await sql<{ purpose: MessageRow['purpose']; count: number }>`
    select purpose, count(*)::int as count from messages where workspace_id = ${workspaceId} and source_kind <> 'test'
      and state in ('handed_over', 'unknown') and finished_at > ${now.subtract({ hours: 24 * 30 }).toString()}
    group by purpose`.execute(tx)
  const of = (purpose: MessageRow['purpose']) => rows.find((row) => row.purpose === purpose)?.count ?? 0
  return { useful: of('useful'), promotional: of('promotional'), transactional: of('transactional') }
}

function toRow(row: Stored): MessageRow {
  return {
    messageId: row.messageId,
    customerId: row.customerId,
    customerName: row.customerName,
    templateId: row.templateId,
    templateName: row.templateName,
    purpose: row.purpose,
    channel: row.channel,
    reported: row.reported,
    segments: row.segments,
    source: { kind: row.sourceKind, id: row.sourceId },
    state: row.state,
    reason: row.reason,
    subject: row.subject,
    delivery: row.delivery,
    attempts: row.attempts,
    queuedAt: row.queuedAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    openedAt: row.openedAt?.toISOString() ?? null,
    clickedAt: row.clickedAt?.toISOString() ?? null,
  }
}
