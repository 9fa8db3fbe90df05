// What `npm pack` ships (prepack). Runs on whatever Node the machine has, like the other commands.
import { buildConsole } from './bootstrap/console.js'
import { handOver } from './bootstrap/hand-over.js'
import { ensurePackages } from './bootstrap/packages.js'
import { inRoot } from './bootstrap/paths.js'
import { findNode } from './bootstrap/runtime.js'

async function main() {
  await ensurePackages()
  const node = await findNode()
  await buildConsole(node)
  const program = inRoot('scripts', 'package', 'write-program.js')
  await handOver(node, ['--disable-warning=ExperimentalWarning', program], inRoot('node_modules', '.bin'))
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
