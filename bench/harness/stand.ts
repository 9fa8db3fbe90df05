/** A throw-away installation for a benchmark, and where its figures are written. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
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

/** Puts a section's lines between its markers in docs/benchmarks.md; the section is made when it is not there. */
export function writeSection(name: string, lines: string[]): void {
  const file = join(import.meta.dirname, '../../docs/benchmarks.md')
  const text = readFileSync(file, 'utf8')
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const body = `${start}\n${machineLine()}\n\n${lines.join('\n')}\n${end}`
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  writeFileSync(
    file,
    from < 0 || to < 0 ? `${text.trimEnd()}\n\n${body}\n` : text.slice(0, from) + body + text.slice(to + end.length),
  )
  process.stdout.write(`${lines.join('\n')}\n`)
}

function machineLine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  const day = new Date().toISOString().slice(0, 10)
  return `_${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${day}_`
}
