import { mkdirSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Rows that are taken in from a file; `use` has them in one until `work` is done. A disk that is full is told as ClickHouse tells it. */
export type Arrivals = { use: <T>(rows: Uint8Array, work: (file: string) => Promise<T>) => Promise<T> }

/** In a folder of its own, which is emptied: what a process that was killed has left there is sent again by whoever sent it. */
export function arrivals(folder: string): Arrivals {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  let arrived = 0
  return {
    use: async (rows, work) => {
      const file = join(folder, `${arrived++}`)
      try {
        await write(file, rows)
        return await work(file)
      } finally {
        await rm(file, { force: true })
      }
    },
  }
}

const full = new Set(['ENOSPC', 'EDQUOT'])

async function write(file: string, rows: Uint8Array): Promise<void> {
  try {
    await writeFile(file, rows, { mode: 0o600 })
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw full.has(code)
      ? new Error(`Code: 243. DB::Exception: ${message} (NOT_ENOUGH_SPACE)`, { cause: error })
      : error
  }
}
