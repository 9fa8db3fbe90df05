import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepTail, watchExit } from '#platform/process'
import { type Account, asAccount } from './embedded-account.ts'

export const superuser = 'regulars_owner'
export const databaseName = 'regulars'

/** Programs, cluster folder and account: what every call of a PostgreSQL program needs. */
export type Cluster = { programs: string; data: string; account: Account | undefined }

export const programEnvironment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' })

function writePrivate(file: string, text: string, owner?: Account): void {
  writeFileSync(file, text, { mode: 0o600 })
  if (owner !== undefined) chownSync(file, owner.uid, owner.gid)
}

async function runInitdb({ programs, account }: Cluster, data: string, passwordFile: string): Promise<void> {
  const flags = [
    ['-D', data],
    ['-U', superuser],
    ['--pwfile', passwordFile],
    ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=und'],
    ['--data-checksums', '--no-instructions'],
  ].flat()
  const child = spawn(join(programs, 'bin', 'initdb'), flags, { ...asAccount(account), env: programEnvironment() })
  const tail = keepTail(child)
  const exit = await watchExit(child)
  if (exit.code !== 0) throw new Error(`PostgreSQL could not create its data directory ${data}:\n${tail()}`)
}

/**
 * Creates the cluster the first time, in a folder of its own that gets its name only when it is complete,
 * and returns the owner's password.
 */
export async function ensureCluster(cluster: Cluster, home: string): Promise<{ password: string; created: boolean }> {
  const passwordFile = join(home, 'password')
  if (existsSync(join(cluster.data, 'PG_VERSION')) && existsSync(passwordFile)) {
    return { password: readFileSync(passwordFile, 'utf8').trim(), created: false }
  }
  if (existsSync(cluster.data))
    throw new Error(`The password of the PostgreSQL in ${cluster.data} is missing: ${passwordFile}`)
  const unfinished = join(home, 'unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  const password = randomBytes(24).toString('base64url')
  writePrivate(passwordFile, `${password}\n`, cluster.account)
  await runInitdb(cluster, unfinished, passwordFile)
  renameSync(unfinished, cluster.data)
  return { password, created: true }
}
