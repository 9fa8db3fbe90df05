import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { checkIsolation, createDb, inWorkspace } from '#platform/postgres'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { describeIsolation } from './two-shops.ts'

const server = await startTestServer()
const { db } = server.regulars
const mine = await server.openShop({ name: 'Mine' })
const theirs = await server.openShop({ name: 'Theirs' })

describeIsolation(server, mine, theirs)

describe('the database', () => {
  const tables = async (): Promise<string[]> => {
    const found = await sql<{ name: string }>`select distinct table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'workspace_id'
        and table_name in (select tablename from pg_tables where schemaname = 'public')`.execute(db)
    return found.rows.map((row) => row.name)
  }
  const count = async (table: string, workspaceId?: string): Promise<number> => {
    const query = sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`
    const found = workspaceId ? await inWorkspace(db, workspaceId, (tx) => query.execute(tx)) : await query.execute(db)
    return found.rows[0]?.n ?? 0
  }

  test('shows nothing to a query that names no workspace', async () => {
    const names = await tables()
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) {
      const seen = await count(name).catch((error: Error) => {
        // Refused outright is as good.
        expect(error.message, name).toMatch(/permission denied|app\.workspace_id|uuid/)
        return 0
      })
      expect(seen, name).toBe(0)
    }
  })

  test('shows and takes only what is of the workspace named', async () => {
    const seen = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql<{ id: string }>`select distinct workspace_id as id from customers`.execute(tx),
    )
    expect(seen.rows).toEqual([{ id: mine.workspaceId }])
    const changed = await inWorkspace(db, mine.workspaceId, (tx) =>
      sql`update customers set name = 'taken' where workspace_id = ${theirs.workspaceId}`.execute(tx),
    )
    expect(changed.numAffectedRows).toBe(0n)
    const smuggled = inWorkspace(db, mine.workspaceId, (tx) =>
      sql`insert into dead_letters (workspace_id, dead_letter_id, received_at, source, reason, detail, body)
        values (${theirs.workspaceId}, gen_random_uuid(), now(), 'x', 'x', 'x', 'x')`.execute(tx),
    )
    await expect(smuggled).rejects.toThrow(/row-level security/)
  })

  test('is refused at start when its role could see everything', async () => {
    const asOwner = createDb(new pg.Pool({ connectionString: inject('databaseUrl') }))
    try {
      await expect(checkIsolation(asOwner)).rejects.toMatchObject({ reason: 'unsafe_role' })
    } finally {
      await asOwner.destroy()
    }
    await expect(checkIsolation(db)).resolves.toBeUndefined()
  })
})
