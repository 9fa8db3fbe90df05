import { sql } from 'kysely'
import type { Db } from './pool.ts'

/**
 * Lets the planner count anew what this program may maintain. After very many rows at once it plans for a nearly empty database
 * until autovacuum comes by, and what takes milliseconds takes seconds.
 */
export async function analyzeTables(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, 'maintain')`.execute(
    db,
  )
  if (rows.length > 0) await sql`analyze ${sql.join(rows.map((row) => sql.table(row.name)))}`.execute(db)
}
