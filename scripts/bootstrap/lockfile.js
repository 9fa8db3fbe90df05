import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { inRoot } from './paths.js'

const lockFile = inRoot('package-lock.json')

/** What an installation must match: the lockfile, on this kind of machine. */
export const lockHash = () =>
  createHash('sha256').update(readFileSync(lockFile)).update(`${process.platform}-${process.arch}`).digest('hex')

const matches = (list, value) =>
  list === undefined ||
  ((list.includes(value) || !list.some((item) => !item.startsWith('!'))) && !list.includes(`!${value}`))

const isMusl = () => process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined

/** The packages that belong on this machine: [path, entry] pairs of the lockfile. */
export function expectedPackages() {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'))
  const libc = isMusl() ? 'musl' : 'glibc'
  return Object.entries(packages).filter(
    ([path, { os, cpu, libc: wanted, link }]) =>
      path !== '' && !link && matches(os, process.platform) && matches(cpu, process.arch) && matches(wanted, libc),
  )
}

/** True when npm left node_modules as the lockfile says, be it started by us or by hand. */
export function isInstalled() {
  const record = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const { packages } = JSON.parse(readFileSync(record, 'utf8'))
  return expectedPackages().every(([path, { version, integrity, optional }]) => {
    const found = packages[path]
    if (found === undefined) return optional === true
    return found.version === version && (!integrity || !found.integrity || found.integrity === integrity)
  })
}
