import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { DomainError } from '#platform/errors'

const folder = join(import.meta.dirname, '../../../migrations/postgres')

// Any number that no other program on the same database is likely to lock.
const migrationLock = 7_340_271

/**
 * Brings the schema up to date; runs once even when many processes start together. Refuses a schema newer than this program.
 * `underLock` is for the other engine's migrations, which have no lock of their own.
 */
export async function migratePostgres(
  url: string,
  underLock: () => Promise<void> = async () => {},
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(
      'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const done = await client.query<{ name: string }>('select name from schema_migrations order by name')
    const applied = await applyMissing(
      client,
      done.rows.map((row) => row.name),
    )
    await underLock()
    return { applied }
  } finally {
    await client.end()
  }
}

async function applyMissing(client: pg.Client, done: string[]): Promise<string[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const unknown = done.filter((name) => !files.includes(name))
  if (unknown.length > 0) {
    throw new DomainError(
      'conflict',
      'schema_newer',
      `The database was upgraded by a newer Regulars (${unknown.at(-1)}). Start that version, or restore a backup.`,
      { migration: unknown.at(-1) },
    )
  }
  const missing = files.filter((name) => !done.includes(name))
  for (const name of missing) await applyOne(client, name)
  return missing
}

async function applyOne(client: pg.Client, name: string): Promise<void> {
  await client.query('begin')
  try {
    await client.query(readFileSync(join(folder, name), 'utf8'))
    await client.query('insert into schema_migrations (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed`, { cause: error })
  }
}
