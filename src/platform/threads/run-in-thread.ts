import { type Transferable, Worker } from 'node:worker_threads'
import { inPlace } from './places.ts'
import { type ErrorMessage, errorFrom } from './thread-error.ts'

/** What the default export of a thread's module is given beside its input. `progress` is cheap; what it says is cloned. */
export type ThreadContext = { progress: (told: unknown) => void }
/** The shape of that default export. Buffers in what it answers (three levels deep) move, they are not copied. */
export type ThreadWork<I, O> = (input: I, context: ThreadContext) => O | Promise<O>

export type ThreadOptions = {
  /** aborted: the thread is ended and the promise rejects with the signal's reason */
  signal?: AbortSignal | undefined
  onProgress?: (told: unknown) => void
  /** buffers that move to the thread instead of being copied; the caller cannot use them afterwards */
  transfer?: readonly Transferable[]
}

export type Message = { progress: unknown } | { done: unknown } | { failed: ErrorMessage }

const memoryMb = 2048

const threadFile = new URL('./thread-main.ts', import.meta.url)

/**
 * Runs the default export of a module (`new URL('./fit.ts', import.meta.url)`) with a structured clone of `input` in a thread
 * of its own and resolves to its answer. What it throws, running out of memory and `process.exit` reject, and do no other
 * harm; a DomainError stays one, any other error keeps name, message and `reason`. Waits while others compute.
 */
export async function runInThread<O>(module: URL, input: unknown, options: ThreadOptions = {}): Promise<O> {
  return await inPlace(options.signal, () => compute<O>(module, input, options))
}

function compute<O>(module: URL, input: unknown, { signal, onProgress, transfer = [] }: ThreadOptions): Promise<O> {
  const worker = startThread({ module: module.href, input }, transfer)
  return new Promise<O>((resolve, reject) => {
    const abort = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    worker.on('message', (message: Message) => {
      if ('progress' in message) onProgress?.(message.progress)
      else if ('done' in message) resolve(message.done as O)
      else reject(errorFrom(message.failed))
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      signal?.removeEventListener('abort', abort)
      reject(new Error('The thread ended without an answer'))
    })
  }).finally(() => worker.terminate())
}

export function startThread(workerData: object, transfer: readonly Transferable[] = []): Worker {
  return new Worker(threadFile, {
    workerData,
    transferList: [...transfer],
    // Neither secrets nor what this process was started with concern a computation.
    env: { TZ: process.env.TZ },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
}
