import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDb } from '#testing'
import { analyzeTables } from './index.ts'

const { db } = await testDb()

test('the planner is told of the customers by the role that owns nothing', async () => {
  const analysed = async (): Promise<number> => {
    const { rows } = await sql<{ times: number }>`select sum(pg_stat_get_analyze_count(oid))::int as times from pg_class
      where relname in ('customers', 'customer_measures')`.execute(db)
    return rows[0]?.times ?? 0
  }
  const before = await analysed()
  await analyzeTables(db)
  await expect.poll(analysed, { timeout: 5_000 }).toBeGreaterThanOrEqual(before + 2)
})
