import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Stand } from '../harness/stand.ts'
import type { LoadResult } from './load.ts'

/**
 * Lets a client of its own process post so many events of so many customers on 8 connections. `run` keeps the ids of runs apart; one
 * that begins at another event (`from`) visits other people first.
 */
export async function sendLoad(
  { regulars, writeKey }: Pick<Stand, 'regulars' | 'writeKey'>,
  { events, customers, run, from = 0 }: { events: number; customers: number; run: string; from?: number },
): Promise<LoadResult> {
  const args = [regulars.url ?? '', writeKey, String(events), '8', String(customers), run, String(from)]
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  await new Promise((resolve) => child.once('close', resolve))
  return JSON.parse(out) as LoadResult
}
