import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, EngineLog } from '#platform/process'

export type EngineHealth = { up: boolean; restarts: number; pid: number | undefined }

export type Supervised = {
  url: string
  health: () => EngineHealth
  kill: () => void
  stop: () => Promise<void>
}

const backOff = [200, 500, 1000, 2000, 5000]
// An engine that has run this long was well: its next fall counts as the first.
const wellAfterMs = 60_000

/** Starts an engine and starts it again, at the same address, whenever it ends without having been asked to. */
export async function supervise(
  name: string,
  start: (previous: Engine | undefined) => Promise<Engine>,
  log: EngineLog,
): Promise<Supervised> {
  const first = await start(undefined)
  const stopping = new AbortController()
  let current = first
  let up = true
  let restarts = 0
  let restarting: Promise<void> = Promise.resolve()

  const restart = async (): Promise<void> => {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      await sleep(backOff[Math.min(attempt, backOff.length - 1)], undefined, { signal: stopping.signal }).catch(
        () => undefined,
      )
      if (stopping.signal.aborted) return
      try {
        watch(await start(first))
        log.info({ engine: name, pid: current.pid }, 'Engine started again')
        return
      } catch (error) {
        log.error({ engine: name, err: error, attempt: attempt + 1 }, 'Engine could not be started again')
      }
    }
  }
  const watch = (engine: Engine): void => {
    current = engine
    up = true
    const since = performance.now()
    engine.onExit(({ code, signal }) => {
      up = false
      if (stopping.signal.aborted) return
      restarts = performance.now() - since > wellAfterMs ? 1 : restarts + 1
      log.error({ engine: name, code, signal, restarts }, 'Engine ended unexpectedly')
      restarting = restart()
    })
  }
  watch(first)
  return {
    url: first.url,
    health: () => ({ up, restarts, pid: up ? current.pid : undefined }),
    kill: () => void process.kill(current.pid, 'SIGKILL'),
    stop: async () => {
      stopping.abort()
      await restarting
      if (up) await current.stop()
    },
  }
}
