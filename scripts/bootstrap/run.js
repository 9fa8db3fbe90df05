import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync, rmSync } from 'node:fs'
import { delimiter } from 'node:path'
import { root } from './paths.js'

// Under an npm script our own node_modules/.bin comes first, and an install replaces exactly that.
const outerPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(folder))
    .join(delimiter)

/** Runs a program with its noise in a log file, and returns how it ended. The log stays only after a failure. */
export async function runQuietly(program, args, { log, env = {}, cwd = root }) {
  const out = createWriteStream(log)
  await once(out, 'open')
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: outerPath(), ...env },
    stdio: ['ignore', out.fd, out.fd],
    shell: process.platform === 'win32' && program === 'npm',
  })
  const stop = (signal) => child.kill(signal)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      out.write(`${error.message}\n`)
      resolve(1)
    })
    child.once('exit', (status, signal) => resolve(signal ? 1 : (status ?? 1)))
  })
  process.off('SIGINT', stop).off('SIGTERM', stop)
  await new Promise((resolve) => out.end(resolve))
  if (code === 0) {
    rmSync(log, { force: true })
    return { ok: true, tail: '' }
  }
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  // npm says first what is wrong and then how it is used in general.
  const errors = lines.filter((line) => /^npm (error|ERR!)/.test(line)).slice(0, 12)
  return { ok: false, tail: (errors.length > 0 ? errors : lines.slice(-25)).join('\n') }
}
