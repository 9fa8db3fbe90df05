import { sql } from 'kysely'
import type { AuditLine, AuditPage, AuditQuery } from '#contract/audit'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { readNames } from './read-names.ts'

type Row = Omit<AuditLine, 'at'> & { at: Date }

/** Newest first; the page after it begins below `cursor`. Days are those of the workspace's zone, the last one included. */
export async function listAudit(db: Db, workspaceId: string, query: AuditQuery): Promise<AuditPage> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const entries = await readPage(tx, workspaceId, query)
    const { rows: actions } = await sql<{ action: string; count: number }>`
      select action, count(*) as count from audit_entries where workspace_id = ${workspaceId}
      group by action order by action`.execute(tx)
    const last = entries.at(-1)?.sequence ?? null
    const names = await readNames(tx, workspaceId, entries)
    return { entries, actions, names, nextCursor: entries.length === query.limit ? last : null }
  })
}

const csvPage = 2_000

/** Everything that matches, newest first, read page by page. */
export async function* eachEntry(db: Db, workspaceId: string, query: AuditQuery): AsyncIterable<AuditLine> {
  let cursor = query.cursor
  for (;;) {
    const asked = { ...query, limit: csvPage, ...(cursor === undefined ? {} : { cursor }) }
    const page = await inWorkspace(db, workspaceId, (tx) => readPage(tx, workspaceId, asked))
    yield* page
    cursor = page.at(-1)?.sequence
    if (page.length < csvPage || cursor === undefined) return
  }
}

async function readPage(tx: Tx, workspaceId: string, query: AuditQuery): Promise<AuditLine[]> {
  const { action, actor, target, from, to, cursor, limit } = query
  const zone = sql`(select time_zone from workspaces where workspace_id = ${workspaceId})`
  const conditions = [
    sql`e.workspace_id = ${workspaceId}`,
    ...(action === undefined ? [] : [sql`e.action = ${action}`]),
    ...(actor === undefined ? [] : [sql`e.actor_id = ${actor}`]),
    ...(target === undefined ? [] : [sql`e.target_id = ${target}`]),
    ...(from === undefined ? [] : [sql`e.at >= ${from}::date::timestamp at time zone ${zone}`]),
    ...(to === undefined ? [] : [sql`e.at < (${to}::date + 1)::timestamp at time zone ${zone}`]),
    ...(cursor === undefined ? [] : [sql`e.sequence < ${cursor}`]),
  ]
  // Erased people leave an empty place, to which there is nothing to go.
  const isThere = sql`(e.target_kind <> 'customer' or exists (select from customers c where c.workspace_id = e.workspace_id
    and c.customer_id = case when e.target_kind = 'customer' then e.target_id::uuid end and c.erased_at is null))`
  const { rows } = await sql<Row>`
    select e.sequence, e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", coalesce(p.name, k.name) as "actorName",
      e.action, e.target_kind as "targetKind", e.target_id as "targetId", e.detail, ${isThere} as "isThere"
    from audit_entries e
    left join people p on e.actor_kind = 'person' and p.id = e.actor_id
    left join api_keys k on e.actor_kind = 'key' and k.workspace_id = e.workspace_id and k.api_key_id = e.actor_id
    where ${sql.join(conditions, sql` and `)}
    order by e.sequence desc limit ${limit}`.execute(tx)
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
