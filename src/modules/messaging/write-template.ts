import { sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import { channelsOf } from '#contract/message-channels'
import type { ChangeTemplate, CreateTemplate, MessageTemplate } from '#contract/message-templates'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, unlessTaken } from '#platform/postgres'
import type { MessagingDeps } from './messaging-deps.ts'
import { previewTemplate } from './preview-template.ts'
import { getTemplate, saveVersion } from './templates.repo.ts'

const maxTemplates = 500

/** Throws template_broken when a language of it cannot be rendered, template_name_taken, too_many_templates. */
export async function createTemplate(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  { name, purpose, topic, variants }: CreateTemplate,
): Promise<MessageTemplate> {
  await tryOut(deps, workspaceId, variants)
  const templateId = newId()
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from message_templates
      where workspace_id = ${workspaceId} and archived_at is null`.execute(tx)
    if ((rows[0]?.count ?? 0) >= maxTemplates)
      throw new DomainError('conflict', 'too_many_templates', `At most ${maxTemplates} templates.`, { maxTemplates })
    const now = deps.clock.now()
    await named(
      name,
      sql`insert into message_templates (workspace_id, template_id, name, purpose, channel, topic, created_at, updated_at)
        values (${workspaceId}, ${templateId}, ${name}, ${purpose}, ${firstChannel(variants)}, ${topic}, ${now.toString()},
          ${now.toString()})`.execute(tx),
    )
    await saveVersion(tx, workspaceId, templateId, 1, variants, now)
    const made = await getTemplate(tx, workspaceId, templateId)
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_template.created',
      target: { kind: 'message_template', id: templateId },
      detail: { purpose, locales: made.locales },
    })
    return made
  })
}

/** What is not given stays. Other words are a new version; the one that was sent stays readable. Throws like createTemplate. */
export async function changeTemplate(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  templateId: string,
  change: ChangeTemplate,
): Promise<MessageTemplate> {
  if (change.variants) await tryOut(deps, workspaceId, change.variants)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`select from message_templates where workspace_id = ${workspaceId} and template_id = ${templateId} for update`.execute(
      tx,
    )
    const old = await getTemplate(tx, workspaceId, templateId)
    const { name = old.name, purpose = old.purpose, topic = old.topic, variants } = change
    const now = deps.clock.now()
    const version = variants ? old.version + 1 : old.version
    if (variants) await saveVersion(tx, workspaceId, templateId, version, variants, now)
    await named(
      name,
      sql`update message_templates set name = ${name}, purpose = ${purpose}, topic = ${topic}, version = ${version},
        channel = ${variants ? firstChannel(variants) : sql`channel`},
        updated_at = ${now.toString()} where workspace_id = ${workspaceId} and template_id = ${templateId}`.execute(tx),
    )
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_template.changed',
      target: { kind: 'message_template', id: templateId },
      detail: { fields: Object.keys(change), version },
    })
    return await getTemplate(tx, workspaceId, templateId)
  })
}

/**
 * Takes it out of use; what was sent with it stays. What still waits fails with template_gone. Throws template_in_use while something at work
 * writes with it, unless that is meant (`force`).
 */
export async function archiveTemplate(
  deps: MessagingDeps,
  workspaceId: string,
  actor: AuditActor,
  templateId: string,
  { force = false }: { force?: boolean } = {},
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getTemplate(tx, workspaceId, templateId)
    const usedBy: InUse[] = []
    for (const find of deps.usedBy ?? []) usedBy.push(...(await find(tx, workspaceId, templateId)))
    if (usedBy.length > 0 && !force) {
      const names = usedBy.map(({ name }) => name).join(', ')
      throw new DomainError('conflict', 'template_in_use', `Used by: ${names}.`, { names, usedBy })
    }
    const now = deps.clock.now().toString()
    // The name becomes free.
    await sql`update message_templates set archived_at = ${now}, name = left(name, 80) || ' · ' || template_id
      where workspace_id = ${workspaceId} and template_id = ${templateId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, {
      action: 'message_template.archived',
      target: { kind: 'message_template', id: templateId },
      detail: { usedBy: usedBy.length },
    })
  })
}

async function tryOut(deps: MessagingDeps, workspaceId: string, variants: MessageTemplate['variants']): Promise<void> {
  for (const [locale, variant] of Object.entries(variants))
    for (const channel of channelsOf({ [locale]: variant }))
      await previewTemplate(deps, workspaceId, { variants: { [locale]: variant }, channel, data: {} })
}

const firstChannel = (variants: MessageTemplate['variants']) => channelsOf(variants)[0] ?? 'email'

const named = <T>(name: string, write: Promise<T>): Promise<T> =>
  unlessTaken(
    write,
    'message_templates_name',
    () => new DomainError('conflict', 'template_name_taken', `There is already a template called ${name}.`, { name }),
  )
