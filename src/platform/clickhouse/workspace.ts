import { buffer } from 'node:stream/consumers'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { readably } from './connect.ts'
import { readableError } from './errors.ts'
import { type Arrays, type ArrayType, readArrays } from './read-arrays.ts'

export type Params = Record<string, unknown>

export type QueryOptions = {
  /** A small question that must not wait behind reports: it gets a place kept for such, and ten seconds at most. */
  urgent?: boolean
  signal?: AbortSignal
}

/** ClickHouse as one workspace sees it. Every SQL must restrict itself by `{workspace_id:UUID}`, which is bound here. */
export type WorkspaceClickhouse = {
  query: <T>(sql: string, params?: Params, options?: QueryOptions) => Promise<T[]>
  /** The rows as they come, in batches, for results that should not be in memory at once. */
  stream: <T>(sql: string, params?: Params, options?: QueryOptions) => AsyncIterable<T[]>
  /**
   * One row of arrays of numbers (`groupArray(…)`), without parsing any: for many thousands of numbers that go on to a
   * computation. The columns must be of just these types.
   */
  arrays: <const Types extends readonly ArrayType[]>(
    sql: string,
    types: Types,
    params?: Params,
    options?: QueryOptions,
  ) => Promise<Arrays<Types>>
  /** The answer as CSV text with a header line. */
  csv: (sql: string, params?: Params, options?: QueryOptions) => Promise<string>
  /** A statement that changes rows of this workspace, such as DELETE. */
  command: (sql: string, params?: Params) => Promise<void>
}

function bind(sql: string, workspaceId: string, params: Params): Params {
  if (!/\{\s*workspace_id\s*:\s*UUID\s*\}/.test(sql)) {
    throw new Error('A ClickHouse query must restrict itself by {workspace_id:UUID}')
  }
  if ('workspace_id' in params) throw new Error('workspace_id is bound by forWorkspace, not passed as a parameter')
  return { ...params, workspace_id: workspaceId }
}

const urgency = (options: QueryOptions): ClickHouseSettings => (options.urgent ? { max_execution_time: 10 } : {})

export function createWorkspaceClickhouse(client: ClickHouseClient, workspaceId: string): WorkspaceClickhouse {
  const ask = <Format extends 'JSONEachRow' | 'CSVWithNames'>(
    format: Format,
    sql: string,
    params: Params,
    options: QueryOptions,
  ) =>
    client.query({
      query: sql,
      format,
      query_params: bind(sql, workspaceId, params),
      clickhouse_settings: urgency(options),
      ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
    })
  return {
    query: <T>(sql: string, params: Params = {}, options: QueryOptions = {}) =>
      readably(async () => (await ask('JSONEachRow', sql, params, options)).json<T>()),
    stream: async function* <T>(sql: string, params: Params = {}, options: QueryOptions = {}) {
      try {
        const result = await ask('JSONEachRow', sql, params, options)
        for await (const rows of result.stream<T>()) yield rows.map((row) => row.json<T>())
      } catch (error) {
        throw readableError(error)
      }
    },
    arrays: (sql, types, params = {}, options = {}) =>
      readably(async () => {
        const { stream } = await client.exec({
          query: `${sql}\nFORMAT RowBinary`,
          query_params: bind(sql, workspaceId, params),
          clickhouse_settings: urgency(options),
          ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
        })
        return readArrays(await buffer(stream), types)
      }),
    csv: (sql, params = {}, options = {}) =>
      readably(async () => (await ask('CSVWithNames', sql, params, options)).text()),
    command: (sql, params = {}) =>
      readably(async () => {
        await client.command({ query: sql, query_params: bind(sql, workspaceId, params) })
      }),
  }
}
