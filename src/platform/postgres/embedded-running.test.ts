import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { silentLog } from '#platform/log'
import { startEmbeddedPostgres } from './embedded.ts'
import { findRunningPostgres } from './embedded-running.ts'

test('a command beside a running server finds its database, and none once the server has stopped', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-running-'))
  try {
    expect(await findRunningPostgres(dataDir)).toBeUndefined()
    const engine = await startEmbeddedPostgres({ dataDir, log: silentLog })
    try {
      const client = new pg.Client({ connectionString: await findRunningPostgres(dataDir) })
      await client.connect()
      const { rows } = await client.query('select current_database() as name')
      await client.end()
      expect(rows).toEqual([{ name: 'regulars' }])
    } finally {
      await engine.stop()
    }
    expect(await findRunningPostgres(dataDir)).toBeUndefined()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
