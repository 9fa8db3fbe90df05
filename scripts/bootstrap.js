#!/usr/bin/env node
// Runs on whatever Node the machine has: brings the packages and the right Node, then hands over to them.
import { buildConsole } from './bootstrap/console.js'
import { handOver } from './bootstrap/hand-over.js'
import { ensurePackages } from './bootstrap/packages.js'
import { inRoot, root } from './bootstrap/paths.js'
import { findNode } from './bootstrap/runtime.js'
import { say } from './bootstrap/say.js'

const binFolder = inRoot('node_modules', '.bin')
const [command = 'start', ...args] = process.argv.slice(2)

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(say('oldNode', { found: process.versions.node }))
  await ensurePackages()
  const node = await findNode()
  if (['start', 'demo', 'build'].includes(command)) await buildConsole(node)
  if (command === 'build') return
  if (command === 'test') {
    process.chdir(root)
    await handOver(node, [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], binFolder)
  } else if (command === 'scenarios') {
    await handOver(node, [inRoot('e2e', 'scenarios', 'run.ts'), ...args], binFolder)
  } else {
    await handOver(node, [inRoot('src', 'cli.ts'), command, ...args], binFolder)
  }
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
