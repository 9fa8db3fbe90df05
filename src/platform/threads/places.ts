import { availableParallelism } from 'node:os'

// One core stays with whoever answers people.
const places = Math.max(1, availableParallelism() - 1)
const waiting: (() => void)[] = []
let running = 0

/** Does the work when few enough others compute. */
export async function inPlace<O>(signal: AbortSignal | undefined, work: () => Promise<O>): Promise<O> {
  await takePlace(signal)
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

async function takePlace(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  if (running < places) {
    running++
    return
  }
  // Whoever ends hands their place over.
  await new Promise<void>((resolve, reject) => {
    const go = (): void => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    const leave = (): void => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(signal?.reason)
    }
    waiting.push(go)
    signal?.addEventListener('abort', leave, { once: true })
  })
}
