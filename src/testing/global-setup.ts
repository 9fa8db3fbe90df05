import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateClickhouse } from '#platform/clickhouse'
import { startEngines } from '#platform/engines'
import { silentLog } from '#platform/log'
import { migratePostgres } from '#platform/postgres'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    clickhouseUrl: string
  }
}

export const templateDatabase = 'regulars_template'

/** Both engines once for all test files; each file clones the migrated template and brings its own workspaces. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-test-'))
  const engines = await startEngines({ dataDir, log: silentLog })
  try {
    await execute(engines.databaseUrl, `create database ${templateDatabase}`)
    await migratePostgres(withDatabase(engines.databaseUrl, templateDatabase))
    await migrateClickhouse(engines.clickhouseUrl, { log: silentLog })
  } catch (error) {
    await engines.stop()
    throw error
  }
  project.provide('databaseUrl', engines.databaseUrl)
  project.provide('clickhouseUrl', engines.clickhouseUrl)
  return async () => {
    await engines.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
