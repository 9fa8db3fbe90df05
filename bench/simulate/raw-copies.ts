/** The same rows into bare tables of the same engines, copied from where they are: what they cost without anybody making or sending them. */
import pg from 'pg'
import { createClickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'
import { filledTables } from '../../src/commands/simulate/load-business.ts'

const clickhouseTables = ['events', 'sales', 'customer_traits', 'customer_rhythms', 'customer_profiles']

/** In one transaction, with the same indexes made at the end. */
export async function copyInPostgres(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`set maintenance_work_mem = '512MB'`)
  await client.query('begin')
  for (const table of filledTables) await client.query(`create table raw_${table} as table ${table}`)
  const { rows } = await client.query<{ make: string }>(
    `select regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON \\S+ ', 'INDEX ON raw_' || indrelid::regclass || ' ') as make
    from pg_index where indrelid = any($1::regclass[])`,
    [filledTables],
  )
  for (const { make } of rows) await client.query(make)
  await client.query('commit')
  await client.end()
}

export async function copyInClickhouse(clickhouseUrl: string): Promise<void> {
  const ch = createClickhouse(clickhouseUrl, { log: silentLog })
  for (const table of clickhouseTables) {
    await ch.command(`CREATE TABLE raw_${table} AS ${table}`)
    await ch.command(`INSERT INTO raw_${table} SELECT * FROM ${table}`)
  }
  await ch.close()
}
