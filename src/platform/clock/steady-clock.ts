import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './index.ts'

export type SteadyClock = Clock & { stop: () => void }

const everyMs = 60_000
/** Differences that the way there and back, or a busy machine, explains. */
const usualMs = 20

/**
 * A clock that goes on steadily when somebody sets the machine's: `tell`, which all processes share, is asked at the start and once a
 * minute, in between the monotonic clock counts. Throws what `tell` throws the first time; later it goes on without.
 */
export async function startSteadyClock(
  tell: () => Promise<Temporal.Instant>,
  each: number = everyMs,
): Promise<SteadyClock> {
  const ask = async () => {
    const before = performance.now()
    const told = await tell()
    const after = performance.now()
    return { told, at: (before + after) / 2, uncertainMs: after - before + usualMs }
  }
  let anchor = await ask()
  // A duration made for each question would cost more than the rest of it.
  const now = () =>
    Temporal.Instant.fromEpochNanoseconds(
      anchor.told.epochNanoseconds + BigInt(Math.round((performance.now() - anchor.at) * 1e6)),
    )
  const stopping = new AbortController()
  void (async () => {
    for (;;) {
      await sleep(each, undefined, { signal: stopping.signal, ref: false })
      const next = await ask().catch(() => undefined)
      if (!next) continue
      const here = anchor.told.epochMilliseconds - anchor.at
      const there = next.told.epochMilliseconds - next.at
      if (Math.abs(there - here) > next.uncertainMs) anchor = next
    }
  })().catch(() => undefined)
  return { now, stop: () => stopping.abort() }
}
