import { sql } from 'kysely'
import type { AuditLine } from '#contract/audit'
import type { Tx } from '#platform/postgres'

type Entry = Pick<AuditLine, 'targetId' | 'detail'>

/** [table, id, name] of what has a name of its own within a workspace. */
const named = [
  ['workspaces', 'workspace_id', 'name'],
  ['api_keys', 'api_key_id', 'name'],
  ['customer_views', 'view_id', 'name'],
  ['segments', 'segment_id', 'name'],
  ['journeys', 'journey_id', 'name'],
  ['campaigns', 'campaign_id', 'name'],
  ['message_feeds', 'feed_id', 'name'],
  ['message_templates', 'template_id', 'name'],
  ['experiments', 'experiment_id', 'name'],
  ['surveys', 'survey_id', 'name'],
  ['loyalty_programmes', 'programme_id', 'name'],
  ['loyalty_till_devices', 'device_id', 'name'],
  ['tickets', 'ticket_id', 'subject'],
  ['tasks', 'task_id', 'title'],
  ['invitations', 'invitation_id', 'email'],
] as const

const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * People are of the whole installation, and details hold words of whoever made the entry: named are only those who are or were of this
 * workspace.
 */
const belonged = (workspaceId: string) => sql`(
  exists (select from memberships m where m.workspace_id = ${workspaceId} and m.person_id = p.id)
  or exists (select from audit_entries e where e.workspace_id = ${workspaceId}
    and e.target_kind = 'person' and e.target_id = p.id::text))`

/** What the ids of entries are called now, by id; entries keep no names themselves. What is gone or was erased is missing. */
export async function readNames(
  tx: Tx,
  workspaceId: string,
  entries: readonly Entry[],
): Promise<Record<string, string>> {
  const ids = [
    ...new Set(entries.flatMap(({ targetId, detail }) => [targetId, ...Object.values(detail).flat()])),
  ].filter((one): one is string => typeof one === 'string' && isId.test(one))
  if (ids.length === 0) return {}
  const own = named.map(
    ([table, id, name]) => sql`select ${sql.ref(id)} as id, ${sql.ref(name)} as name from ${sql.table(table)}
      where workspace_id = ${workspaceId} and ${sql.ref(id)} = any(${ids}::uuid[])`,
  )
  const who = sql`coalesce(c.name, c.email, c.phone, c.external_id)`
  const { rows } = await sql<{ id: string; name: string | null }>`
    ${sql.join(own, sql` union all `)}
    union all select p.id, p.name from people p where p.id = any(${ids}::uuid[]) and ${belonged(workspaceId)}
    union all select c.customer_id, ${who} from customers c
      where c.workspace_id = ${workspaceId} and c.customer_id = any(${ids}::uuid[]) and c.erased_at is null
    union all select l.member_id, ${who} from loyalty_members l
      join customers c on c.workspace_id = l.workspace_id and c.customer_id = l.customer_id and c.erased_at is null
      where l.workspace_id = ${workspaceId} and l.member_id = any(${ids}::uuid[])`.execute(tx)
  return Object.fromEntries(rows.flatMap(({ id, name }) => (name === null || name === '' ? [] : [[id, name]])))
}
