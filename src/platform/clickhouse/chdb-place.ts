import { randomUUID } from 'node:crypto'
import type { RawInsertFormat, Session } from 'chdb'

/** One connection to chDB that can be given another state of settings and parameters for every query. */
export type ChdbPlace = {
  prepare: (state: QueryState) => Promise<void>
  run: (sql: string, format: string) => Promise<Uint8Array>
  stream: (sql: string, format: string, signal: AbortSignal) => AsyncIterable<Uint8Array>
  insert: (insert: RawInsert) => Promise<{ rows: number; bytes: number }>
  /** Ends the query that runs here now; it fails with ClickHouse's own "cancelled". */
  cancel: () => Promise<void>
  close: () => void
}

export type QueryState = {
  settings: ReadonlyMap<string, string>
  params: ReadonlyMap<string, string>
  database?: string | undefined
}

export type RawInsert = {
  table: string
  columns?: string[]
  format: RawInsertFormat
  values: Uint8Array
  settings: ReadonlyMap<string, string>
}

const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

/** Wraps a chDB session, which keeps SET values for its whole life, so that one query never sees another's. */
export function createPlace(open: () => Session, control: Session): ChdbPlace {
  // chDB gives queries ids of its own; the comment is what one can be found by.
  const mark = randomUUID()
  let session = open()
  let isFresh = true
  let settings = new Map<string, string>()
  let database = 'default'

  const statements = (state: QueryState): string[] => {
    const changed = [...state.settings].filter(([name, value]) => settings.get(name) !== value)
    const dropped = [...settings.keys()].filter((name) => !state.settings.has(name))
    const all = [
      ...changed.map(([name, value]) => `SET ${name} = ${literal(value)}`),
      ...dropped.map((name) => `SET ${name} = DEFAULT`),
      ...[...state.params].map(([name, value]) => `SET param_${name} = ${literal(value)}`),
    ]
    const wanted = state.database ?? 'default'
    if (isFresh) all.push(`SET log_comment = '${mark}'`)
    if (wanted !== database) all.push(`USE \`${wanted.replaceAll('`', '')}\``)
    return all
  }

  return {
    prepare: async (state) => {
      const bad = [...state.settings.keys(), ...state.params.keys()].find((name) => !isName(name))
      if (bad !== undefined) throw new Error(`Code: 115. DB::Exception: Unknown setting ${bad}. (UNKNOWN_SETTING)`)
      const sql = statements(state)
      if (sql.length === 0) return
      try {
        await session.queryAsync(sql.join(';\n'))
        isFresh = false
        settings = new Map(state.settings)
        database = state.database ?? 'default'
      } catch (error) {
        // Half of the statements may be in force: start from a clean connection.
        session.close()
        session = open()
        isFresh = true
        settings = new Map()
        database = 'default'
        throw error
      }
    },
    run: async (sql, format) => (await session.queryAsync(sql, { format })).bytes(),
    stream: async function* (sql, format, signal) {
      for await (const chunk of session.queryStream(sql, { format, signal })) yield chunk.raw()
    },
    insert: async (insert) => {
      const done = await session.insert({
        table: insert.table,
        ...(insert.columns === undefined ? {} : { columns: insert.columns }),
        format: insert.format,
        values: insert.values,
        settings: Object.fromEntries(insert.settings),
      })
      return { rows: done.rowsWritten, bytes: done.bytesWritten }
    },
    cancel: async () => {
      await control.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`)
    },
    close: () => session.close(),
  }
}
