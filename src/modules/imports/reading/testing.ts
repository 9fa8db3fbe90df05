import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openRows, type ReadOptions } from './open-rows.ts'
import type { RawRow } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'regulars-reading-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0

export function writeFile(content: string | Buffer, name = 'orders.csv'): string {
  const path = join(folder, `${++files}-${name}`)
  writeFileSync(path, content)
  return path
}

export async function readRows(path: string, options: ReadOptions = {}): Promise<RawRow[]> {
  const rows: RawRow[] = []
  for await (const batch of openRows(path, options)) rows.push(...batch.rows)
  return rows
}

export async function reasonOf(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (error instanceof Error && 'reason' in error) return String(error.reason)
    throw error
  }
  return 'none'
}
