import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '#platform/postgres'
import { newWorkspace, testDb } from '#testing'
import { whoNow } from './who-now.ts'

const { db } = await testDb()

test('who somebody is now is looked up by their id, with row-level security on: nobody reads all customers for it', async () => {
  const workspaceId = await newWorkspace(db)
  const plan = await inWorkspace(db, workspaceId, async (tx) => {
    await sql`insert into customers (workspace_id, customer_id, number, first_seen_at, last_seen_at)
      select ${workspaceId}, gen_random_uuid(), n, now(), now() from generate_series(1, 5000) n`.execute(tx)
    await sql`analyze customers`.execute(tx)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select c.number from customers o
      join customers c on c.workspace_id = ${workspaceId} and c.customer_id = ${whoNow('o')}
      where o.workspace_id = ${workspaceId} and o.number = 7`.execute(tx)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toMatch(/on customers c .*\n\s*Index Cond: .*customer_id = CASE/)
})
