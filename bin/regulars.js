#!/usr/bin/env node
// The command of an installed package. In a checkout it is the same as `npm run <command>`.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { handOver } from '../scripts/bootstrap/hand-over.js'
import { inRoot, root } from '../scripts/bootstrap/paths.js'
import { say } from '../scripts/bootstrap/say.js'

// Node strips no types below node_modules, so a package carries its program without them.
const packaged = inRoot('dist', 'package', 'src', 'cli.js')
const isInstalled = /[\\/]node_modules[\\/]/.test(root)

function findNode() {
  const wanted = createRequire(import.meta.url).resolve('node/package.json')
  const binary = join(dirname(wanted), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath
  throw new Error(say('nodeLeftOut', { found: process.versions.node }))
}

async function main() {
  const node = findNode()
  await handOver(node, [packaged, ...process.argv.slice(2)], dirname(node))
}

if (isInstalled) {
  main().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
} else {
  await import('../scripts/bootstrap.js')
}
