import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from './thread-error.ts'

const { module, input, stays } = workerData as { module: string; input: unknown; stays?: boolean }
const loaded = import(module)
const progress = (told: unknown): void => parentPort?.postMessage({ progress: told })

async function answer(asked: unknown): Promise<void> {
  try {
    const { default: work } = await loaded
    const done = await work(asked, { progress })
    parentPort?.postMessage({ done }, buffersOf(done))
  } catch (error) {
    parentPort?.postMessage({ failed: messageOf(error) })
  }
}

if (stays) parentPort?.on('message', (asked: unknown) => void answer(asked))
else await answer(input)

/** Of arrays of numbers in the answer, three levels deep. */
function buffersOf(value: unknown, depth = 3): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  if (typeof value !== 'object' || value === null || depth === 0) return []
  const found = Object.values(value).flatMap((part) => buffersOf(part, depth - 1))
  return [...new Set(found)]
}
