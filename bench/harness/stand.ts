/** A throw-away installation for a benchmark. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkspace } from '#modules/workspaces'
import { type Config, loadConfig } from '#platform/config'
import { createLog } from '#platform/log'
import { type Regulars, startRegulars } from '../../src/start.ts'

export type Stand = { regulars: Regulars; workspaceId: string; writeKey: string; serverKey: string; dataDir: string }

/** Runs `work` on fresh embedded engines with one workspace, and removes everything afterwards. */
export async function onStand<T>(
  role: 'all' | 'web',
  work: (stand: Stand) => Promise<T>,
  settings: Partial<Config> = {},
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-bench-'))
  const config = { ...loadConfig({}), dataDir, port: 0, role, logLevel: 'error', ...settings }
  const regulars = await startRegulars(config, createLog({ level: 'error' }))
  try {
    const created = await createWorkspace(regulars.db, {
      name: 'Bench',
      timeZone: 'UTC',
      currency: 'EUR',
      locale: 'en',
    })
    return await work({ regulars, dataDir, ...created })
  } finally {
    await regulars.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
