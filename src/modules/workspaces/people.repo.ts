import { sql } from 'kysely'
import type { Role } from '#contract/roles'
import { newId } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'
import { hashPassword } from './hash-password.ts'

/** Without a password they sign in at the OpenID provider, or set one by a mailed link. */
export type NewPerson = { name: string; email: string; password?: string; locale: string }

/** E-mail addresses are compared without case. The password becomes a scrypt hash. */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<string> {
  const personId = newId()
  await sql`
    insert into people (id, name, email, locale)
    values (${personId}, ${person.name}, ${person.email.toLowerCase()}, ${person.locale})`.execute(tx)
  if (person.password !== undefined) await setPassword(tx, personId, person.password)
  return personId
}

export async function setPassword(tx: Db | Tx, personId: string, password: string): Promise<void> {
  const hash = await hashPassword(password)
  await sql`
    insert into person_accounts (id, person_id, provider_id, account_id, password)
    values (${newId()}, ${personId}, 'credential', ${personId}, ${hash})
    on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`.execute(tx)
}

export async function findPersonByEmail(db: Db | Tx, email: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from people where email = ${email.toLowerCase()}`.execute(db)
  return rows[0]?.id
}

export type Person = { personId: string; name: string; email: string; locale: string }

export async function getPerson(db: Db | Tx, personId: string): Promise<Person> {
  const { rows } = await sql<Person>`
    select id as "personId", name, email, locale from people where id = ${personId}`.execute(db)
  const [person] = rows
  if (!person) throw new Error('the person is gone')
  return person
}

/** The hash of their password; undefined when they have none. */
export async function findPasswordHash(db: Db | Tx, personId: string): Promise<string | undefined> {
  const { rows } = await sql<{ password: string | null }>`
    select password from person_accounts where person_id = ${personId} and provider_id = 'credential'`.execute(db)
  return rows[0]?.password ?? undefined
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
