/** Loops: work that a worker looks for again and again, workspace by workspace. */
import type { Log } from '#platform/log'

export type Loop = {
  /** Look now: there is something to do. */
  wake: () => void
  /** The same, and without a rest. */
  hurry: () => void
  /** Finishes the step at hand and stops. */
  stop: () => Promise<void>
}

const usualNapMs = 250
const maxRetryMs = 5_000

/**
 * Runs `step` again at once while it says it did something, else after a nap that `wake` cuts short; errors are retried ever more
 * slowly. `name` says in the log which loop it is. Where a turn costs much whatever there is to do, a step that had `little` rests until
 * `restMs` after it began, so that more comes together.
 */
export function startLoop(
  log: Log,
  name: string,
  step: () => Promise<boolean | 'little'>,
  { napMs = usualNapMs, restMs = 0 } = {},
): Loop {
  let stopped = false
  let cutShort: (() => void) | undefined
  let isResting = false
  let woken = false
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done(): void {
        clearTimeout(timer)
        cutShort = undefined
        resolve()
      }
      cutShort = done
    })
  const rest = async (ms: number): Promise<void> => {
    if (ms <= 0 || stopped) return
    isResting = true
    await nap(ms)
    isResting = false
  }
  async function run(): Promise<void> {
    let failures = 0
    while (!stopped) {
      woken = false
      const since = performance.now()
      try {
        const busy = await step()
        if (failures > 0) log.info({ loop: name }, 'Working again')
        failures = 0
        if (busy === 'little') await rest(restMs - (performance.now() - since))
        else if (!busy && !woken && !stopped) await nap(napMs)
      } catch (error) {
        failures++
        if (failures === 1 || failures % 20 === 0)
          log.warn({ err: error, loop: name, failures }, 'A step failed and is tried again')
        if (!stopped) await nap(Math.min(maxRetryMs, 100 * 2 ** Math.min(failures, 10)))
      }
    }
  }
  const running = run()
  return {
    wake: () => {
      woken = true
      if (!isResting) cutShort?.()
    },
    hurry: () => {
      woken = true
      cutShort?.()
    },
    stop: async () => {
      stopped = true
      cutShort?.()
      await running
    },
  }
}

/** Whether anything was done. Trouble with one workspace is thrown once the others have had their turn. */
export async function eachWorkspace(
  workspaceIds: readonly string[],
  work: (workspaceId: string) => Promise<boolean>,
): Promise<boolean> {
  let busy = false
  const failures: unknown[] = []
  for (const id of workspaceIds) {
    try {
      if (await work(id)) busy = true
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return busy
}
