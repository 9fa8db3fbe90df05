/** `node bench/start/bench-start.ts [--write]`: from the command to an answering server, and memory of everything at rest. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#platform/process'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median } from '../harness/stand.ts'

const options = benchOptions({})
const dataDir = mkdtempSync(join(tmpdir(), 'regulars-bench-start-'))
const root = join(import.meta.dirname, '../..')
const restSeconds = 20

async function start(): Promise<{ child: ChildProcess; ms: number }> {
  const port = await freePort()
  const begin = performance.now()
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' }
  const child = spawn('node', [join(root, 'scripts/bootstrap.js'), 'start'], { env, stdio: 'ignore' })
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
      .then((answer) => answer.ok)
      .catch(() => false)
    if (ready) return { child, ms: performance.now() - begin }
    await sleep(20)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Proportional memory (shared pages counted once) of a process and everything below it, in MB. Linux. */
function treeMemory(pid: number): number {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while we looked.
    }
  }
  const below = (id: number): boolean => id === pid || (id > 1 && below(parents.get(id) ?? 0))
  let kb = 0
  for (const id of parents.keys()) {
    if (!below(id)) continue
    kb += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  }
  return kb / 1024
}

const first = await start()
await stop(first.child)
const times: number[] = []
let memory = 0
for (let run = 0; run < 5; run++) {
  const { child, ms } = await start()
  times.push(ms)
  if (run === 4) {
    await sleep(restSeconds * 1000)
    memory = treeMemory(child.pid ?? 0)
  }
  await stop(child)
}
rmSync(dataDir, { recursive: true, force: true })
tellSection(options, 'start', [
  '## Start and rest',
  '',
  '| what | measured | target |',
  '| --- | --- | --- |',
  `| first start, cluster and schema made | ${(first.ms / 1000).toFixed(1)} s | |`,
  `| start after set-up until /readyz (median of 5) | ${(median(times) / 1000).toFixed(1)} s | ≤ 5 s |`,
  `| memory of everything ${restSeconds} s after start (PSS of the process tree) | ${Math.round(memory)} MB | ≤ 700 MB |`,
])
