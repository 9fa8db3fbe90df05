import type { z } from 'zod'
import type { listMessagesQuery, MessageRow } from '#contract/messaging'
import { type Exporter, recordExport } from '#modules/audit'
import { eachRow } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import type { OutboxDeps } from './messaging-deps.ts'
import { findMessages } from './read-messages.ts'

type Cell = string | number | null

const atOnce = 500

const cells: Record<string, (row: MessageRow) => Cell> = {
  message_id: (row) => row.messageId,
  customer_id: (row) => row.customerId,
  customer: (row) => row.customerName,
  template: (row) => row.templateName,
  subject: (row) => row.subject,
  channel: (row) => row.channel,
  purpose: (row) => row.purpose,
  source: (row) => row.source.kind,
  source_id: (row) => row.source.id,
  state: (row) => row.state,
  reason: (row) => row.reason,
  reported: (row) => row.reported,
  attempts: (row) => row.attempts,
  segments: (row) => row.segments,
  queued_at: (row) => row.queuedAt,
  due_at: (row) => row.dueAt,
  finished_at: (row) => row.finishedAt,
  opened_at: (row) => row.openedAt,
  clicked_at: (row) => row.clickedAt,
}

/** The messages of the outbox that match, as rows of a CSV. Throws forbidden without the right to take lists away. */
export async function exportMessages(
  { db }: Pick<OutboxDeps, 'db'>,
  workspaceId: string,
  actor: Exporter,
  { state, reason, channel, templateId, customerId }: z.output<typeof listMessagesQuery>,
): Promise<{ header: string[]; rows: AsyncIterable<Cell[]> }> {
  const asked = { state, reason, channel, templateId, customerId }
  const narrowed = Object.values(asked).some((one) => one !== undefined)
  await inWorkspace(db, workspaceId, (tx) =>
    recordExport(tx, workspaceId, actor, { kind: 'customers' }, { list: 'messages', narrowed }),
  )
  async function* rowsOf(): AsyncIterable<Cell[]> {
    const messages = eachRow((cursor) =>
      inWorkspace(db, workspaceId, (tx) => findMessages(tx, workspaceId, { ...asked, cursor, limit: atOnce })),
    )
    for await (const message of messages) yield Object.values(cells).map((cell) => cell(message))
  }
  return { header: Object.keys(cells), rows: rowsOf() }
}
