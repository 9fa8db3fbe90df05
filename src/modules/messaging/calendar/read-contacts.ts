import { sql } from 'kysely'
import type { LastContacts } from '#contract/message-calendar'
import type { MessageChannel } from '#contract/messaging-words'
import { customerFamilies } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../messaging-deps.ts'

type Row = { customerId: string; at: Date; channel: MessageChannel; name: string }

/** The last message that reached each of these customers, whoever they were joined to since; those without any are missing. */
export async function readLastContacts(
  { db }: Pick<MessagingDeps, 'db'>,
  workspaceId: string,
  customerIds: string[],
): Promise<LastContacts> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const families = await customerFamilies(tx, workspaceId, customerIds)
    const { rows } =
      await sql<Row>`select distinct on (f.person) f.person as "customerId", m.decided_at as at, m.channel,
        coalesce(t.name, '') as name
      from unnest(${families.map(({ id }) => id)}::uuid[], ${families.map(({ personId }) => personId)}::uuid[]) as f (id, person)
      join messages m on m.workspace_id = ${workspaceId} and m.customer_id = f.id and m.decided_at is not null
        and m.state in ('handed_over', 'unknown') and m.source_kind <> 'test'
      left join message_templates t on t.workspace_id = m.workspace_id and t.template_id = m.template_id
      order by f.person, m.decided_at desc`.execute(tx)
    return { contacts: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) }
  })
}
