import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The unprivileged account PostgreSQL runs as when we are root; undefined for an ordinary user. */
export type Account = { name: string; uid: number; gid: number }

// PostgreSQL refuses to run as root.
export function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const line = passwd.find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid !== undefined && gid !== undefined && uid !== '0') return { name, uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL cannot run as root and there is no account named postgres or nobody on this machine')
}

export function asAccount(account: Account | undefined): { uid?: number; gid?: number; cwd: string } {
  return account === undefined ? { cwd: '/' } : { uid: account.uid, gid: account.gid, cwd: '/' }
}

const canEnter = (directory: string, account: Account): boolean =>
  spawnSync('test', ['-x', directory], { ...asAccount(account), env: { PATH: '/usr/bin:/bin' } }).status === 0

// /var/lib stays over a reboot and every account can enter it; the temporary directory is the last resort.
function publicHome(): string {
  for (const home of ['/var/lib/regulars', join(tmpdir(), 'regulars')]) {
    try {
      mkdirSync(home, { recursive: true, mode: 0o755 })
      chmodSync(home, 0o755)
      return home
    } catch {}
  }
  throw new Error('No directory that the PostgreSQL account could read: /var/lib and the temporary directory refuse')
}

// The data directory says where its cluster is, so that the two move, and are thrown away, together.
function publicCluster(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.location')
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  const home = join(publicHome(), randomUUID(), 'postgres')
  writeFileSync(pointer, `${home}\n`)
  return home
}

// The data directory itself may be let through: to pass it is not to list it, and every secret in it has mode 0600.
// What lies above is not ours to change.
function openOwnDirectory(dataDir: string, account: Account): void {
  if (!canEnter(dataDir, account) && canEnter(dirname(dataDir), account)) {
    chmodSync(dataDir, (statSync(dataDir).mode & 0o777) | 0o011)
  }
}

/** Where the cluster lives: under the data directory, or in a public place when the account cannot enter that one. */
export function placeCluster(dataDir: string, account: Account | undefined): { home: string; moved: boolean } {
  const wanted = join(dataDir, 'postgres')
  if (account === undefined) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 })
    return { home: wanted, moved: false }
  }
  mkdirSync(dataDir, { recursive: true })
  openOwnDirectory(dataDir, account)
  const moved = !canEnter(dataDir, account)
  const home = moved ? publicCluster(dataDir) : wanted
  mkdirSync(dirname(home), { recursive: true, mode: 0o755 })
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (statSync(home).uid !== account.uid) chownSync(home, account.uid, account.gid)
  return { home, moved }
}

/** The programs themselves, or a readable copy of them when the account cannot reach the checkout. */
export function placePrograms(native: string, version: string, account: Account | undefined): string {
  if (account === undefined) return native
  const probe = spawnSync(join(native, 'bin', 'postgres'), ['--version'], asAccount(account))
  if (probe.status === 0) return native
  const copy = join(publicHome(), `postgres-${version}`)
  if (existsSync(join(copy, 'bin', 'postgres'))) return copy
  const unfinished = `${copy}.${process.pid}`
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(join(copy, 'bin', 'postgres'))) throw error
  }
  return copy
}
