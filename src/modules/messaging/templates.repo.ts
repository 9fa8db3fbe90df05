import { sql } from 'kysely'
import type { MessageVariant } from '#contract/message-blocks'
import { channelsOf } from '#contract/message-channels'
import type { MessageTemplate, TemplateRow } from '#contract/message-templates'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { answerTemplate } from './rendering/answer-template.ts'

type Stored = Omit<TemplateRow, 'updatedAt' | 'channels'> & { updatedAt: Date; variants: MessageTemplate['variants'] }

const columns = sql`t.template_id as "templateId", t.name, t.purpose, t.topic, t.version, t.updated_at as "updatedAt",
  v.variants, array(select jsonb_object_keys(v.variants) order by 1) as locales`

/** Those in use, by name. */
export async function listTemplates(tx: Tx, workspaceId: string): Promise<TemplateRow[]> {
  const { rows } = await sql<Stored>`select ${columns} from message_templates t
    join message_template_versions v using (workspace_id, template_id, version)
    where workspace_id = ${workspaceId} and t.archived_at is null order by lower(t.name)`.execute(tx)
  return rows.map(({ variants, ...row }) => ({
    ...row,
    channels: channelsOf(variants),
    updatedAt: row.updatedAt.toISOString(),
  }))
}

/** With its newest version. Throws template_not_found. */
export async function getTemplate(tx: Tx, workspaceId: string, templateId: string): Promise<MessageTemplate> {
  if (templateId === answerTemplate.templateId) return answerTemplate
  const { rows } = await sql<Stored>`select ${columns} from message_templates t
    join message_template_versions v using (workspace_id, template_id, version)
    where workspace_id = ${workspaceId} and t.template_id = ${templateId} and t.archived_at is null`.execute(tx)
  const [row] = rows
  if (!row) throw noTemplate()
  return { ...row, channels: channelsOf(row.variants), updatedAt: row.updatedAt.toISOString() }
}

/** Throws template_not_found for one that is not in use, or no more. */
export async function requireTemplate(tx: Tx, workspaceId: string, templateId: string): Promise<void> {
  const { rows } = await sql`select from message_templates
    where workspace_id = ${workspaceId} and template_id = ${templateId} and archived_at is null`.execute(tx)
  if (rows.length === 0) throw noTemplate()
}

const noTemplate = (): DomainError => new DomainError('not_found', 'template_not_found', 'There is no such template.')

/** The languages of one version, also of a template that is not in use any more; what was sent must stay visible. */
export async function saveVersion(
  tx: Tx,
  workspaceId: string,
  templateId: string,
  version: number,
  variants: Partial<Record<string, MessageVariant>>,
  now: Temporal.Instant,
): Promise<void> {
  await sql`insert into message_template_versions (workspace_id, template_id, version, variants, created_at)
    values (${workspaceId}, ${templateId}, ${version}, ${JSON.stringify(variants)}::jsonb, ${now.toString()})`.execute(
    tx,
  )
}
