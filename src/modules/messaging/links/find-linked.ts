import { sql } from 'kysely'
import type { MessageChannel } from '#contract/messaging-words'
import { isLocale, type Locale } from '#platform/i18n'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'
import { type LinkKind, readLink } from './sign-link.ts'

/** The message a link came with, and for whom it was. */
export type LinkedMessage = {
  workspaceId: string
  messageId: string
  customerId: string | null
  templateName: string
  channel: MessageChannel
  sourceKind: string
  sourceId: string
  data: Record<string, unknown>
  locale: Locale
  links: string[]
  decidedAt: Date | null
}

/** Undefined for a link that nobody signed, or whose message is gone. */
export async function findLinked(
  deps: Pick<MessagingDeps, 'db' | 'secret'>,
  kind: LinkKind,
  token: string,
): Promise<LinkedMessage | undefined> {
  const read = readLink(deps.secret, kind, token)
  if (!read) return undefined
  return await inWorkspace(deps.db, read.workspaceId, (tx) => findMessage(tx, read.workspaceId, read.messageId))
}

type Row = Omit<LinkedMessage, 'workspaceId' | 'locale'> & { locale: string }

/** A message by its name, for links that were checked before. */
export async function findMessage(tx: Tx, workspaceId: string, messageId: string): Promise<LinkedMessage | undefined> {
  const { rows } = await sql<Row>`select m.message_id as "messageId", m.customer_id as "customerId",
      coalesce(t.name, '') as "templateName", m.channel, m.source_kind as "sourceKind", m.source_id as "sourceId", m.data,
      coalesce(m.locale, w.locale) as locale, m.links, m.decided_at as "decidedAt"
    from messages m join workspaces w using (workspace_id) left join message_templates t using (workspace_id, template_id)
    where workspace_id = ${workspaceId} and m.message_id = ${messageId}`.execute(tx)
  const [row] = rows
  return row && { ...row, workspaceId, locale: isLocale(row.locale) ? row.locale : 'en' }
}
