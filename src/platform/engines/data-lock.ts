import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DomainError } from '#platform/errors'

const inUse = (directory: string, pid: number | undefined): DomainError => {
  const holder = pid === undefined ? 'Another server' : `Another server (process ${pid})`
  return new DomainError(
    'conflict',
    'data_directory_in_use',
    `${holder} is running on the data directory ${directory}. Stop it first, or start this one with another DATA_DIR.`,
    { directory, pid: pid ?? 'unknown' },
  )
}

export type DataLock = { release: () => void }

function readHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

const isBusy = (error: unknown): boolean => (error as { errcode?: unknown }).errcode === 5

function openDirectory(dataDir: string): { directory: string; database: DatabaseSync } {
  try {
    mkdirSync(dataDir, { recursive: true })
    const directory = realpathSync(dataDir)
    return { directory, database: new DatabaseSync(join(directory, 'server.lock'), { timeout: 0 }) }
  } catch (error) {
    const { code = 'ERROR' } = error as NodeJS.ErrnoException
    throw new DomainError(
      'invalid',
      'data_directory_unusable',
      `The data directory ${dataDir} cannot be used (${code}).`,
      {
        directory: dataDir,
        code,
      },
    )
  }
}

/**
 * Takes the directory for this process, or throws a conflict (`data_directory_in_use`) that names the holder. The lock is the operating system's, on a file
 * in the directory (SQLite's way of taking one is the only file lock that Node has): two starts at once cannot both
 * get it, no crash leaves it behind, child processes do not inherit it, and containers that share a volume see it too.
 */
export function lockDataDirectory(dataDir: string): DataLock {
  const { directory, database } = openDirectory(dataDir)
  const holderFile = join(directory, 'server.pid')
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw isBusy(error) ? inUse(directory, readHolder(holderFile)) : error
  }
  writeFileSync(holderFile, String(process.pid))
  return { release: () => database.close() }
}
