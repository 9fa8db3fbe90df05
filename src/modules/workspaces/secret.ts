import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DomainError } from '#platform/errors'
import { randomToken } from '#platform/ids'

/** The installation's secret: the one given, or a random one that is made once and kept in DATA_DIR/secret, readable by its owner alone. */
export function loadSecret(config: { dataDir: string; secret?: string }): string {
  if (config.secret) return config.secret
  const file = join(config.dataDir, 'secret')
  mkdirSync(config.dataDir, { recursive: true })
  try {
    // Two processes may start at once: only one of them creates the file, both read it.
    writeFileSync(file, `${randomToken(32)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length < 32) throw new DomainError('invalid', 'bad_secret', `${file} is damaged: it holds no secret.`)
  return secret
}
