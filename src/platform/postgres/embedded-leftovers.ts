import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isAlive, waitGone } from '#platform/process'

function commandOf(pid: number): string {
  try {
    if (existsSync('/proc/self')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

// Backends outlive a killed postmaster for a moment and hold the shared memory that the next one must not find.
function backendsIn(data: string): number[] {
  if (!existsSync('/proc/self')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === data && basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres'
      } catch {
        return false
      }
    })
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {}
}

async function endAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) send(pid, 'SIGQUIT')
  const gone = await Promise.all(pids.map((pid) => waitGone(pid, 1500)))
  for (const [index, pid] of pids.entries()) if (!gone[index]) send(pid, 'SIGKILL')
  await Promise.all(pids.map((pid) => waitGone(pid, 1000)))
}

// A changed pid keeps the shared-memory key in the file, so PostgreSQL's own last check stays in force;
// deleting the file would switch that check off.
function disownLockFile(file: string, lines: readonly string[]): void {
  let unused = 4_194_303
  while (isAlive(unused)) unused -= 1
  writeFileSync(file, [String(unused), ...lines.slice(1)].join('\n'))
}

/**
 * Ends what an earlier server left running on this cluster and makes its lock file harmless.
 * Returns the pid of the postmaster it had to stop.
 */
export async function stopLeftovers(data: string): Promise<number | undefined> {
  const file = join(data, 'postmaster.pid')
  let stopped: number | undefined
  if (existsSync(file)) {
    const lines = readFileSync(file, 'utf8').split('\n')
    const pid = Number(lines[0])
    if (Number.isInteger(pid) && pid > 1 && isAlive(pid)) {
      if (commandOf(pid).includes(data)) {
        stopped = pid
        send(pid, 'SIGINT')
        if (!(await waitGone(pid, 1500))) await endAll([pid])
      } else {
        disownLockFile(file, lines)
      }
    }
  }
  await endAll(backendsIn(data))
  return stopped
}
