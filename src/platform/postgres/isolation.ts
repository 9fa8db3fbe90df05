import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Db } from './pool.ts'

/**
 * Refuses a database on which one workspace could see another: the program's role must own nothing and bypass nothing,
 * and every table with a workspace must force row-level security.
 */
export async function checkIsolation(db: Db): Promise<void> {
  const role = await sql<{ name: string; super: boolean; bypass: boolean; owns: number }>`
    select current_user as name, r.rolsuper as super, r.rolbypassrls as bypass,
      (select count(*)::int from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p', 'v')) as owns
    from pg_roles r where r.rolname = current_user`.execute(db)
  const [me] = role.rows
  if (!me || me.super || me.bypass || me.owns > 0) {
    throw new DomainError(
      'conflict',
      'unsafe_role',
      `The database role ${me?.name ?? '?'} could see every workspace (superuser, bypassrls or table owner).`,
    )
  }
  const open = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and (not c.relrowsecurity or not c.relforcerowsecurity)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)`.execute(
    db,
  )
  if (open.rows.length > 0) {
    throw new DomainError(
      'conflict',
      'isolation_missing',
      `Row-level security is not forced on: ${open.rows.map((row) => row.name).join(', ')}.`,
    )
  }
}
