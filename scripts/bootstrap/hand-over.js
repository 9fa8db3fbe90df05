import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter } from 'node:path'
import { inRoot, root } from './paths.js'

// Child processes of the product must find the same Node.
const environment = () => ({
  ...process.env,
  PATH: `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
})

function become(node, args) {
  // Newer Nodes say that execve is experimental, which is of no use to anybody here.
  process.removeAllListeners('warning')
  process.execve(node, [node, ...args], environment())
}

/** Runs `node ...args` in our place: as this very process where Node can do that, else as a child. */
export async function handOver(node, args) {
  process.chdir(root)
  if (typeof process.execve === 'function' && process.platform !== 'win32') return become(node, args)
  const child = spawn(node, args, { cwd: root, env: environment(), stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself; a second one would mean impatience.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)))
  })
}
