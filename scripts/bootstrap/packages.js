import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expectedPackages, isInstalledByHand, lockHash } from './lockfile.js'
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

// npm reports nothing that could be counted, but every package that has arrived has its package.json.
function measureArrivals() {
  const paths = expectedPackages().map(([path]) => inRoot(path, 'package.json'))
  let missing
  return () => {
    const remaining = (missing ?? paths).filter((path) => !existsSync(path))
    // The packages of an earlier install are still there until npm clears them away.
    if (missing === undefined && remaining.length > paths.length / 2) missing = paths
    if (missing !== undefined) missing = remaining
    return missing === undefined ? 0 : 1 - missing.length / paths.length
  }
}

/** Makes node_modules what the lockfile says, unless it is already. */
export async function ensurePackages() {
  const hash = lockHash()
  if (isMarked(hash)) return
  if (isInstalledByHand()) return mark(hash)
  rmSync(marker(), { force: true })
  const log = inRoot('install.log')
  const finish = startProgress(say('installing'), measureArrivals())
  const { ok, tail } = await npm(['ci', '--include=dev', '--include=optional'], { log })
  finish(ok)
  if (!ok) throw new Error(`${tail}\n\n${say('installFailed', { log })}`)
  mark(hash)
}
