import { Readable } from 'node:stream'
import type { EngineLog } from '#platform/process'
import { connect, readably } from './connect.ts'
import { createWorkspaceClickhouse, type WorkspaceClickhouse } from './workspace.ts'

export type Clickhouse = {
  /** The only way to read: binds the workspace to every query. */
  forWorkspace: (workspaceId: string) => WorkspaceClickhouse
  /**
   * Writes rows (keys are column names) as one block. The same token twice writes once, in the table and in everything
   * its materialized views feed, so a batch whose answer was lost can be sent again. No rows is no request.
   */
  insert: (table: string, rows: readonly object[], options: { token: string }) => Promise<void>
  /** As `insert`, with pieces of rows as `binaryRows` of #platform/blocks makes them, all columns of the table in their order. */
  insertBytes: (table: string, rows: readonly Uint8Array[], options: { token: string }) => Promise<void>
  /** A statement that concerns the whole installation: migrations, TRUNCATE before a rebuild. */
  command: (sql: string) => Promise<void>
  /** True when ClickHouse answers. Never throws. */
  ping: () => Promise<boolean>
  close: () => Promise<void>
}

/** Connects to ClickHouse, embedded or a server; nothing is sent until the first call. */
export function createClickhouse(url: string, { log }: { log: EngineLog }): Clickhouse {
  const client = connect(url)
  let reachable = true
  return {
    forWorkspace: (workspaceId) => createWorkspaceClickhouse(client, workspaceId),
    insert: async (table, rows, { token }) => {
      if (rows.length === 0) return
      await readably(() =>
        client.insert({
          table,
          values: rows,
          format: 'JSONEachRow',
          clickhouse_settings: {
            insert_deduplication_token: token,
            deduplicate_blocks_in_dependent_materialized_views: 1,
            async_insert: 0,
            date_time_input_format: 'best_effort',
          },
        }),
      )
    },
    insertBytes: async (table, rows, { token }) => {
      if (rows.every((piece) => piece.length === 0)) return
      await readably(async () => {
        const { stream } = await client.exec({
          query: `INSERT INTO ${table} FORMAT RowBinary`,
          values: Readable.from(rows, { objectMode: false }),
          clickhouse_settings: {
            insert_deduplication_token: token,
            deduplicate_blocks_in_dependent_materialized_views: 1,
            async_insert: 0,
          },
        })
        for await (const _ of stream);
      })
    },
    command: (sql) => readably(async () => void (await client.command({ query: sql }))),
    ping: async () => {
      const result = await client.ping()
      if (result.success !== reachable) {
        reachable = result.success
        if (reachable) log.info({}, 'ClickHouse answers again')
        else log.warn({}, 'ClickHouse does not answer')
      }
      return result.success
    },
    close: () => client.close(),
  }
}
