import { sql } from 'kysely'
import { channelsOf } from '#contract/message-channels'
import type { MessageTemplate } from '#contract/message-templates'
import type { MessageChannel } from '#contract/messaging-words'
import type { Tx } from '#platform/postgres'

/** The channels for which each of these templates has words, as they are now, also of those put away. */
export async function readTemplateChannels(
  tx: Tx,
  workspaceId: string,
  templateIds: string[],
): Promise<Map<string, MessageChannel[]>> {
  const { rows } = await sql<{
    id: string
    variants: MessageTemplate['variants']
  }>`select t.template_id as id, v.variants
    from message_templates t join message_template_versions v using (workspace_id, template_id, version)
    where workspace_id = ${workspaceId} and t.template_id = any(${templateIds}::uuid[])`.execute(tx)
  return new Map(rows.map(({ id, variants }) => [id, channelsOf(variants)]))
}
