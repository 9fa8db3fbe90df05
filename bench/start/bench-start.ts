/** `node bench/start/bench-start.ts [--write]`: from the command to an answering server, and memory of everything at rest. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#platform/process'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { familyOf, memoryOf } from '../harness/processes.ts'
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

const first = await start()
await stop(first.child)
const times: number[] = []
let memory = 0
for (let run = 0; run < 5; run++) {
  const { child, ms } = await start()
  times.push(ms)
  if (run === 4) {
    await sleep(restSeconds * 1000)
    memory = memoryOf(familyOf(child.pid ?? 0).map(({ pid }) => pid))
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
