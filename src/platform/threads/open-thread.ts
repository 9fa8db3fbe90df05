import type { Transferable } from 'node:worker_threads'
import { inPlace } from './places.ts'
import { type Message, startThread } from './run-in-thread.ts'
import { errorFrom } from './thread-error.ts'

/** Answers one question after the other, and is ended by `close`. Between two questions others may compute. */
export type OpenThread<I, O> = {
  ask: (input: I, options?: { signal?: AbortSignal | undefined; transfer?: readonly Transferable[] }) => Promise<O>
  close: () => Promise<void>
}

/**
 * The default export of a module in a thread that stays, for much work of one kind: neither loading nor warming up is done again.
 * Questions are asked one at a time. As with runInThread, what it throws rejects and does no other harm; after an aborted
 * question the thread is gone, as are all answers.
 */
export function openThread<I, O>(module: URL): OpenThread<I, O> {
  const worker = startThread({ module: module.href, stays: true })
  let failed: Error | undefined
  let settle: { resolve: (answer: O) => void; reject: (error: unknown) => void } | undefined
  const fail = (error: Error): void => {
    failed ??= error
    settle?.reject(failed)
  }
  worker.on('message', (message: Message) => {
    if ('done' in message) settle?.resolve(message.done as O)
    else if ('failed' in message) settle?.reject(errorFrom(message.failed))
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The thread ended without an answer')))
  return {
    ask: (input, { signal, transfer = [] } = {}) =>
      inPlace(signal, async () => {
        const abort = (): void => {
          fail(signal?.reason)
          void worker.terminate()
        }
        signal?.addEventListener('abort', abort, { once: true })
        try {
          return await new Promise<O>((resolve, reject) => {
            settle = { resolve, reject }
            if (failed) reject(failed)
            else worker.postMessage(input, [...transfer])
          })
        } finally {
          settle = undefined
          signal?.removeEventListener('abort', abort)
        }
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}
