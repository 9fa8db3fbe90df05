import { findEngines } from '../faults/harness/server.ts'
import { familyOf, memoryOf } from './processes.ts'

export type Memory = { server: number; postgres: number; clickhouse: number }

/** What a server and each of the engines on its data directory hold now, in MB. */
export function measureMemory(dataDir: string, pid: number): Memory {
  const { postgres, clickhouse } = findEngines(dataDir)
  return {
    server: memoryOf([pid]),
    postgres: memoryOf(familyOf(...postgres).map((process) => process.pid)),
    clickhouse: memoryOf(clickhouse),
  }
}
