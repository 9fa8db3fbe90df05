import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Db } from '#platform/postgres'
import { testDb } from '#testing'

// docs/decisions/0003-people-belong-to-the-installation.md and 0010; a table more here needs a decision of its own.
const ofTheInstallation = [
  'people',
  'person_accounts',
  'person_challenges',
  'person_passkeys',
  'person_recovery_codes',
  'person_sessions',
  'person_totp',
  'rate_limits',
  'schema_migrations',
]

let db: Db

beforeAll(async () => {
  ;({ db } = await testDb())
})

test('every table but those of people belongs to a workspace', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
    order by 1`.execute(db)
  expect(rows.map((row) => row.name)).toEqual(ofTheInstallation)
})

test('every key and every reference between tables of a workspace begins with the workspace', async () => {
  const { rows } = await sql<{ name: string; first: string }>`
    select k.conrelid::regclass || '.' || k.conname as name, a.attname as first
    from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f')
      and not k.conrelid::regclass::text = any(${ofTheInstallation})
      and not coalesce(k.confrelid = 'people'::regclass, false)
      and a.attname <> 'workspace_id'
    order by 1`.execute(db)
  expect(rows).toEqual([])
})
