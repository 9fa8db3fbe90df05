import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter } from 'node:path'

// What the product starts in its turn must find the same Node.
const environment = (binFolder) => ({ ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH ?? ''}` })

function become(node, args, env) {
  // Node says here that execve is experimental, which is of no use to whoever started the product.
  process.removeAllListeners('warning')
  process.execve(node, [node, ...args], env)
}

/** Runs `node ...args` in our place: as this very process where Node can do that, else as a child. */
export async function handOver(node, args, binFolder) {
  const env = environment(binFolder)
  if (typeof process.execve === 'function' && process.platform !== 'win32') return become(node, args, env)
  const child = spawn(node, args, { env, stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself; a second one would mean impatience.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)))
  })
}
