import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

/** What people are called, by their ids; those who have left a workspace are still called so. */
export async function findNames(tx: Tx, personIds: (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(personIds.filter((id) => id !== null))]
  if (ids.length === 0) return new Map()
  const found = await sql<{
    id: string
    name: string
  }>`select id, name from people where id = any(${ids}::uuid[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.id, row.name]))
}

/** Everybody who works in the workspace, with the language they read. */
export async function listColleagues(
  tx: Tx,
  workspaceId: string,
): Promise<{ personId: string; name: string; email: string; locale: string; role: string }[]> {
  const found = await sql<{ personId: string; name: string; email: string; locale: string; role: string }>`
    select p.id as "personId", p.name, p.email, p.locale, m.role from memberships m join people p on p.id = m.person_id
    where m.workspace_id = ${workspaceId} order by p.name, p.id`.execute(tx)
  return found.rows
}

export async function isColleague(tx: Tx, workspaceId: string, personId: string): Promise<boolean> {
  const { rows } = await sql`select from memberships
    where workspace_id = ${workspaceId} and person_id = ${personId}`.execute(tx)
  return rows.length > 0
}

/** Throws owner_not_found. */
export async function requireColleague(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  if (!(await isColleague(tx, workspaceId, personId)))
    throw new DomainError('invalid', 'owner_not_found', 'This person does not work here.')
}
