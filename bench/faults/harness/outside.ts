/** A server whose engines stand outside of it, as on a machine of their own, with a gate before one of them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineName, startEngines } from '#platform/engines'
import { silentLog } from '#platform/log'
import { type Gate, openGate } from './gate.ts'
import { newPlace, type Server, startServer } from './server.ts'

export type Outside = {
  url: string
  server: Server
  gate: Gate
  /** of the engines */
  dataDir: string
  /** kill -9 of the engine behind the gate, which comes back by itself */
  killEngine: () => void
  /** Stops everything, also when asked twice; the data stays. */
  stop: () => Promise<void>
  remove: () => void
}

export async function startOutside(gated: EngineName): Promise<Outside> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-outside-'))
  const engines = await startEngines({ dataDir, log: silentLog })
  const gate = await openGate(gated === 'postgres' ? engines.databaseUrl : engines.clickhouseUrl)
  const place = await newPlace()
  const server = await startServer(place, {
    DATABASE_URL: gated === 'postgres' ? gate.url : engines.databaseUrl,
    CLICKHOUSE_URL: gated === 'clickhouse' ? gate.url : engines.clickhouseUrl,
  })
  return {
    url: place.url,
    server,
    gate,
    dataDir,
    killEngine: () => engines.killForTest(gated),
    stop: async () => {
      await server.stop()
      await gate.shut()
      await engines.stop()
    },
    remove: () => {
      place.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
