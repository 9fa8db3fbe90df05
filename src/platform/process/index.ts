import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The part of a pino logger that the engines use. */
export type EngineLog = {
  info: (fields: Record<string, unknown>, message: string) => void
  warn: (fields: Record<string, unknown>, message: string) => void
  error: (fields: Record<string, unknown>, message: string) => void
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null }

/** A started engine. `onExit` calls back once, also when the engine is already gone. */
export type Engine = {
  url: string
  port: number
  pid: number
  stop: () => Promise<void>
  onExit: (listener: (exit: Exit) => void) => void
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No loopback port')
  return address.port
}

// Where nothing reaps orphans (many containers), a process that has ended still answers signals.
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitGone(pid: number, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs
  while (isAlive(pid)) {
    if (performance.now() > end) return false
    await sleep(15)
  }
  return true
}

/** Resolves with how the child ended. Call it right after spawn, so that no exit is missed. */
export function watchExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

/** Sends the signals in order, each with its patience, until the child has ended. */
export async function endChild(
  child: ChildProcess,
  exited: Promise<Exit>,
  steps: readonly (readonly [signal: NodeJS.Signals, patienceMs: number])[],
): Promise<void> {
  for (const [signal, patienceMs] of steps) {
    child.kill(signal)
    const ended = await Promise.race([exited, sleep(patienceMs, 'late' as const, { ref: false })])
    if (ended !== 'late') return
  }
}

/** Keeps the last lines a child wrote, to show them when it fails. */
export function keepTail(child: ChildProcess, onLine?: (line: string) => void): () => string {
  const lines: string[] = []
  const take = (stream: NodeJS.ReadableStream | null): void => {
    let rest = ''
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = (parts.pop() ?? '').slice(-4000)
      for (const line of parts) {
        if (line === '') continue
        lines.push(line)
        if (lines.length > 40) lines.shift()
        onLine?.(line)
      }
    })
    stream?.on('end', () => rest && lines.push(rest))
  }
  take(child.stdout)
  take(child.stderr)
  return () => lines.join('\n')
}
