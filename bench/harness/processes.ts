/** Processes as /proc tells them: who began whom, the processor they used and what they hold. Linux. */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

type Process = { name: string; parent: number; seconds: number }

function readProcesses(): Map<number, Process> {
  const found = new Map<number, Process>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8')
      const command = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const of = (at: number): number => Number(fields[at])
      // State is the first of them: parent 1, user and system time 11 and 12, those of children that ended 13 and 14.
      const seconds = (of(11) + of(12) + of(13) + of(14)) / ticksPerSecond
      found.set(Number(name), { name: command, parent: of(1), seconds })
    } catch {
      // It ended while we looked.
    }
  }
  return found
}

/** These processes and all that they began, directly or not. */
export function familyOf(...ancestors: number[]): { pid: number; name: string; seconds: number }[] {
  const all = readProcesses()
  const isOurs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (ancestors.includes(at)) return true
    return false
  }
  return [...all].filter(([pid]) => isOurs(pid)).map(([pid, { name, seconds }]) => ({ pid, name, seconds }))
}

/** What these processes hold, in MB; pages that several share are divided among them. */
export const memoryOf = (pids: number[]): number => pids.reduce((sum, pid) => sum + readMb(pid, 'Pss'), 0)

/** What a process holds beside files, whoever else runs the same program, in MB. */
export const ownMemoryOf = (pid: number): number => readMb(pid, 'Anonymous')

function readMb(pid: number, name: 'Pss' | 'Anonymous'): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
