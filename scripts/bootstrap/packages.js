import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expectedPackages, isInstalled, lockHash } from './lockfile.js'
import { npm } from './npm.js'
import { inRoot } from './paths.js'
import { startProgress } from './progress.js'
import { say } from './say.js'

const marker = () => inRoot('node_modules', '.regulars', 'installed')

function mark(hash) {
  mkdirSync(inRoot('node_modules', '.regulars'), { recursive: true })
  writeFileSync(marker(), hash)
}

function isMarked(hash) {
  try {
    return readFileSync(marker(), 'utf8') === hash
  } catch {
    return false
  }
}

// npm reports nothing that could be counted, but every package that has arrived has its package.json. Node itself comes
// last, by an install script, and takes about as long as everything before it.
function measureArrivals() {
  const paths = expectedPackages().map(([path]) => inRoot(path, 'package.json'))
  const node = inRoot('node_modules', '.bin', 'node')
  let missing
  return () => {
    const remaining = (missing ?? paths).filter((path) => !existsSync(path))
    // The packages of an earlier install are still there until npm clears them away.
    if (missing === undefined && remaining.length > paths.length / 2) missing = paths
    if (missing === undefined) return 0
    missing = remaining
    return 0.55 * (1 - missing.length / paths.length) + (existsSync(node) ? 0.44 : 0)
  }
}

/** Makes node_modules what the lockfile says, unless it is already. */
export async function ensurePackages() {
  const hash = lockHash()
  if (isMarked(hash)) return
  if (isInstalled()) return mark(hash)
  rmSync(marker(), { force: true })
  const log = inRoot('install.log')
  const finish = startProgress(say('installing'), measureArrivals())
  // Not `npm ci`: it refuses a lockfile that does not list every other platform's optional binaries. This call keeps to
  // the lockfile as well, and what came is compared with it.
  const { ok, tail } = await npm(['install', '--no-save', '--include=dev', '--include=optional'], { log })
  const complete = ok && isInstalled()
  finish(complete)
  if (ok && !complete) throw new Error(say('notAsLocked'))
  if (!ok) throw new Error(`${tail}\n\n${say('installFailed', { log })}`)
  mark(hash)
}
