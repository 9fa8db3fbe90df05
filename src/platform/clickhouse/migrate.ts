import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClickHouseClient } from '@clickhouse/client'
import { DomainError } from '#platform/errors'
import type { EngineLog } from '#platform/process'
import { connect, readably } from './connect.ts'

type Migration = { number: number; name: string; file: string }

const ownDirectory = fileURLToPath(new URL('../../../migrations/clickhouse', import.meta.url))

function listMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((file) => /^\d{4}_\w+\.sql$/.test(file))
  const migrations = files.sort().map((file) => ({ number: Number(file.slice(0, 4)), name: file.slice(5, -4), file }))
  for (const [index, { number, file }] of migrations.entries()) {
    if (number === migrations[index - 1]?.number)
      throw new Error(`ClickHouse migration ${file} has the number of the one before it`)
  }
  return migrations
}

const statementsOf = (sql: string): string[] =>
  sql
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/--[^\n]*/g, '').trim() !== '')

async function appliedNumber(client: ClickHouseClient): Promise<number> {
  await client.command({
    query:
      'CREATE TABLE IF NOT EXISTS migrations (number UInt32, statements UInt32, name String, at DateTime DEFAULT now()) ' +
      'ENGINE = ReplacingMergeTree(statements) ORDER BY number',
  })
  const result = await client.query({ query: 'SELECT max(number) AS number FROM migrations', format: 'JSONEachRow' })
  const [row] = await result.json<{ number: number }>()
  return row?.number ?? 0
}

async function statementsDone(client: ClickHouseClient, number: number): Promise<number> {
  const result = await client.query({
    query: 'SELECT max(statements) AS done FROM migrations WHERE number = {number:UInt32}',
    query_params: { number },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ done: number }>()
  return row?.done ?? 0
}

const isThereAlready = (error: unknown): boolean =>
  ['44', '57', '82'].includes(String((error as { code?: unknown }).code))

// ClickHouse has no transaction around DDL, so each statement is recorded by itself. One that was killed between its
// effect and its record is met again as "exists already", which is then true of exactly that statement.
async function apply(client: ClickHouseClient, migration: Migration, directory: string): Promise<void> {
  const statements = statementsOf(readFileSync(join(directory, migration.file), 'utf8'))
  const done = await statementsDone(client, migration.number)
  for (const [index, query] of statements.entries()) {
    if (index < done) continue
    try {
      await client.command({ query })
    } catch (error) {
      if (!(index === done && isThereAlready(error))) throw error
    }
    await client.insert({
      table: 'migrations',
      values: [{ number: migration.number, statements: index + 1, name: migration.name }],
      columns: ['number', 'statements', 'name'],
      format: 'JSONEachRow',
    })
  }
}

/**
 * Brings ClickHouse's tables up to this version. Forward only, harmless to repeat and to interrupt; refuses tables of
 * a newer version. Callers hold the PostgreSQL migration lock, so that two servers never migrate at once.
 */
export async function migrateClickhouse(
  url: string,
  { log, directory = ownDirectory }: { log: EngineLog; directory?: string },
): Promise<void> {
  const client = connect(url)
  try {
    await readably(async () => {
      const migrations = listMigrations(directory)
      const applied = await appliedNumber(client)
      const newest = migrations.at(-1)?.number ?? 0
      if (applied > newest) {
        throw new DomainError(
          'conflict',
          'schema_newer',
          `The ClickHouse tables were made by a newer version of Regulars (migration ${applied}; this version knows ` +
            `${newest}). Start the newer version, or restore a backup made by this one.`,
          { migration: applied },
        )
      }
      for (const migration of migrations.filter(({ number }) => number >= applied)) {
        await apply(client, migration, directory)
        if (migration.number > applied) log.info({ migration: migration.file }, 'ClickHouse migrated')
      }
    })
  } finally {
    await client.close()
  }
}
