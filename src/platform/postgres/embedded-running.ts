import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { databaseName, superuser } from './embedded-cluster.ts'

/**
 * The address of the embedded PostgreSQL that a running server has started on this directory; undefined when none runs.
 * For commands that must work beside the server and need nothing but the database.
 */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const wanted = resolve(dataDir)
  const elsewhere = join(wanted, 'postgres.location')
  const home = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : join(wanted, 'postgres')
  const url = addressIn(home)
  return url !== undefined && (await answers(url)) ? url : undefined
}

// The fourth line of PostgreSQL's own lock file is the port.
function addressIn(home: string): string | undefined {
  try {
    const password = readFileSync(join(home, 'password'), 'utf8').trim()
    const port = Number(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[3])
    return Number.isInteger(port) && port > 0
      ? `postgres://${superuser}:${password}@127.0.0.1:${port}/${databaseName}`
      : undefined
  } catch {
    return undefined
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
