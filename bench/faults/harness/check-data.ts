/** Opens the engines of a stopped server and checks what is in them. */
import pg from 'pg'
import { createClickhouse } from '#platform/clickhouse'
import { startEngines } from '#platform/engines'
import { uuidFromText } from '#platform/ids'
import { silentLog } from '#platform/log'
import { createDb, createPool } from '#platform/postgres'
import { compareEngines, type Differences } from './compare-engines.ts'

export type Checked = {
  logged: number
  inClickhouse: number
  /** Acknowledged and not in the log. */
  lost: number
  /** In the log or in ClickHouse more than once. */
  duplicates: number
  differences: Differences
}

export async function checkData(
  dataDir: string,
  workspaceId: string,
  acknowledged: Iterable<string>,
): Promise<Checked> {
  const engines = await startEngines({ dataDir, log: silentLog })
  const client = new pg.Client({ connectionString: engines.databaseUrl })
  const db = createDb(createPool(engines.databaseUrl))
  const ch = createClickhouse(engines.clickhouseUrl, { log: silentLog })
  try {
    await client.connect()
    const found = await client.query<{ key: string }>(
      'select message_key as key from event_log where workspace_id = $1',
      [workspaceId],
    )
    const keys = new Set(found.rows.map((row) => row.key))
    let lost = 0
    for (const messageId of acknowledged) if (!keys.has(uuidFromText(messageId))) lost++
    const [counts] = await ch
      .forWorkspace(workspaceId)
      .query<{ n: number; distinct: number }>(
        'SELECT count() AS n, uniqExact(position) AS distinct FROM events WHERE workspace_id = {workspace_id:UUID}',
      )
    const { n = 0, distinct = 0 } = counts ?? {}
    return {
      logged: found.rows.length,
      inClickhouse: distinct,
      lost,
      duplicates: found.rows.length - keys.size + (n - distinct),
      differences: await compareEngines({ client, db, ch }, workspaceId),
    }
  } finally {
    await client.end().catch(() => undefined)
    await db.destroy()
    await ch.close()
    await engines.stop()
  }
}
