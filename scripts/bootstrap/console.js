import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, root } from './paths.js'
import { startProgress } from './progress.js'
import { runQuietly } from './run.js'
import { say } from './say.js'

// Everything that can end up in the browser.
const sources = [
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'src/charts',
  'src/console',
  'src/contract',
  'src/i18n',
  'src/models',
  'src/platform/i18n',
  'src/platform/money',
]
const marker = () => inRoot('dist', 'console', '.built')

function filesUnder(path) {
  const entries = readdirSync(inRoot(path), { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

function sourceHash() {
  const files = sources
    .filter((path) => existsSync(inRoot(path)))
    .flatMap((path) => (/\.\w+$/.test(path) ? [inRoot(path)] : filesUnder(path)))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

const isBuilt = (hash) => existsSync(marker()) && readFileSync(marker(), 'utf8') === hash

/** Builds the console into dist/console when its sources have changed since the last time. */
export async function buildConsole(node) {
  if (!existsSync(inRoot('vite.config.ts'))) {
    process.stderr.write(`${say('noConsole')}\n`)
    return
  }
  const hash = sourceHash()
  if (isBuilt(hash)) return
  const log = inRoot('build.log')
  const finish = startProgress(say('building'))
  const { ok, tail } = await runQuietly(node, [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
    log,
    env: { NODE_ENV: 'production' },
  })
  finish(ok)
  if (!ok) throw new Error(`${tail}\n\n${say('buildFailed', { log })}`)
  mkdirSync(inRoot('dist', 'console'), { recursive: true })
  writeFileSync(marker(), hash)
}
