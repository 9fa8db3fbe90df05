/** What tests stand on: the real engines, a fresh database per file, a workspace per test, a clock that can be moved. */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, inject } from 'vitest'
import { type Clickhouse, createClickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { createDb, createPool, type Db, inWorkspace } from '#platform/postgres'
import { execute, templateDatabase, withDatabase } from './global-setup.ts'

export { fakeClock } from '#platform/clock'
export { keptMail } from './mail.ts'

/** A database of this test file's own, migrated; dropped when the file ends. `url` is the owner's. */
export async function testDb(): Promise<{ db: Db; url: string; pool: ReturnType<typeof createPool> }> {
  const server = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await execute(server, `create database ${name} template ${templateDatabase}`)
  const url = withDatabase(server, name)
  const pool = createPool(url)
  const db = createDb(pool)
  afterAll(async () => {
    await db.destroy()
    await execute(server, `drop database if exists ${name} with (force)`)
  })
  return { db, url, pool }
}

/** The shared ClickHouse; rows are told apart by workspace. */
export function testClickhouse(): Clickhouse {
  const clickhouse = createClickhouse(inject('clickhouseUrl'), { log: silentLog })
  afterAll(() => clickhouse.close())
  return clickhouse
}

export async function newWorkspace(
  db: Db,
  settings: { timeZone?: string; currency?: string; name?: string } = {},
): Promise<string> {
  const workspaceId = newId()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into workspaces (workspace_id, name, time_zone, currency)
      values (${workspaceId}, ${settings.name ?? 'Corner café'}, ${settings.timeZone ?? 'UTC'}, ${settings.currency ?? 'EUR'})`.execute(
      tx,
    ),
  )
  return workspaceId
}
