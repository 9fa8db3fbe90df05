import { sql } from 'kysely'
import type { Role } from '#contract/roles'
import { newId } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import { hashPassword } from './hash-password.ts'

export type NewPerson = { name: string; email: string; password: string; locale: string }

/** E-mail addresses are compared without case. The password becomes a scrypt hash in the form better-auth verifies. */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<string> {
  const personId = newId()
  await sql`
    insert into people (id, name, email, locale)
    values (${personId}, ${person.name}, ${person.email.toLowerCase()}, ${person.locale})`.execute(tx)
  await sql`
    insert into person_accounts (id, person_id, provider_id, account_id, password)
    values (${newId()}, ${personId}, 'credential', ${personId}, ${await hashPassword(person.password)})`.execute(tx)
  return personId
}

export async function findPersonByEmail(db: Db | Tx, email: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from people where email = ${email.toLowerCase()}`.execute(db)
  return rows[0]?.id
}

/** `tx` must be a transaction of this very workspace. A person has one role in a workspace: the last one given. */
export async function upsertMembership(tx: Tx, workspaceId: string, personId: string, role: Role): Promise<void> {
  await sql`
    insert into memberships (workspace_id, person_id, role) values (${workspaceId}, ${personId}, ${role})
    on conflict (workspace_id, person_id) do update set role = excluded.role`.execute(tx)
}

export async function hasPeople(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`select exists (select from people) as some`.execute(db)
  return rows[0]?.some ?? false
}

export async function deleteExpiredSessions(db: Db): Promise<void> {
  await sql`delete from person_sessions where expires_at < now()`.execute(db)
}
