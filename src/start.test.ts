import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, inject, test } from 'vitest'
import { createWorkspace } from '#modules/workspaces'
import { loadConfig } from '#platform/config'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { testDb } from '#testing'
import { startRegulars } from './start.ts'

const { pool, url: databaseUrl } = await testDb()
const dataDir = mkdtempSync(join(tmpdir(), 'regulars-start-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test('with the projector alone what is written is known, and nothing comes round beside it', async () => {
  const config = { ...loadConfig({}), dataDir, databaseUrl, clickhouseUrl: inject('clickhouseUrl') }
  const regulars = await startRegulars({ ...config, role: 'worker' }, silentLog, { web: false, projectorOnly: true })
  try {
    const shop = { name: 'Corner café', timeZone: 'UTC', currency: 'EUR', locale: 'en' }
    const { workspaceId } = await createWorkspace(regulars.db, shop)
    await regulars.writer.write(workspaceId, [
      {
        messageId: 'm1',
        occurredAt: '2026-01-05T10:00:00Z',
        source: 'test',
        body: { type: 'track', event: 'Visit', userId: 'anna' },
      },
    ])
    await regulars.projector?.settle()
    const { rows } = await inWorkspace(regulars.db, workspaceId, (tx) =>
      sql<{ id: string }>`select external_id as id from customers`.execute(tx),
    )
    expect(rows).toEqual([{ id: 'anna' }])
    expect((await pool.query('select name from pgboss.schedule')).rows).toEqual([])
  } finally {
    await regulars.stop()
  }
})
