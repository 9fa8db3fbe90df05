import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { LifeThreadData, LivesAsked, LivesTold } from './life-thread.ts'

const atOnce = 1_000

/**
 * The customers of a business in the order of their index, some at a time; threads live them ahead of who reads, but not far.
 * Whoever stops reading ends the threads.
 */
export async function* liveInThreads(data: LifeThreadData): AsyncGenerator<LivesTold> {
  const { customers } = data.plan
  const threads = Math.min(4, availableParallelism())
  const workers = Array.from(
    { length: Math.min(threads, Math.ceil(customers / atOnce)) },
    () => new Worker(new URL('./life-thread.ts', import.meta.url), { workerData: data, env: { TZ: process.env.TZ } }),
  )
  const ready = new Map<number, LivesTold>()
  let wake: () => void = () => {}
  let failure: unknown
  let asked = 0
  let read = 0
  const ask = (worker: Worker): void => {
    if (asked >= customers || asked - read > 3 * threads * atOnce) return
    const next: LivesAsked = { from: asked, to: Math.min(customers, asked + atOnce) }
    asked = next.to
    worker.postMessage(next)
  }
  const idle = new Set<Worker>()
  for (const worker of workers) {
    worker.on('message', (told: LivesTold) => {
      ready.set(told.from, told)
      const before = asked
      ask(worker)
      if (asked === before) idle.add(worker)
      wake()
    })
    worker.on('error', (error) => {
      failure = error
      wake()
    })
    ask(worker)
  }
  try {
    while (read < customers) {
      if (failure) throw failure
      const told = ready.get(read)
      if (!told) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      ready.delete(read)
      read = told.to
      for (const worker of idle) {
        idle.delete(worker)
        const before = asked
        ask(worker)
        if (asked === before) {
          idle.add(worker)
          break
        }
      }
      yield told
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
