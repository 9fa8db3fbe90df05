import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from './thread-error.ts'

const { module, input } = workerData as { module: string; input: unknown }

try {
  const { default: work } = await import(module)
  const done = await work(input, { progress: (told: unknown) => parentPort?.postMessage({ progress: told }) })
  parentPort?.postMessage({ done }, buffersOf(done))
} catch (error) {
  parentPort?.postMessage({ failed: messageOf(error) })
}

/** Of arrays of numbers in the answer itself, in its parts and in theirs. */
function buffersOf(value: unknown, depth = 2): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  if (typeof value !== 'object' || value === null || depth === 0) return []
  const found = Object.values(value).flatMap((part) => buffersOf(part, depth - 1))
  return [...new Set(found)]
}
