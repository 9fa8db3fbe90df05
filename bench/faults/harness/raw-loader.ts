/** Sends batches like a client that never gives up and writes down which ones were acknowledged with 200. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Message, messageAt } from './workload.ts'

export type Load = {
  /** messageIds of batches that were answered with 200. */
  acknowledged: Set<string>
  /** How often each other status came; 0 is a broken connection. */
  refused: Map<number, number>
  /** Answers with 429 or 503 that told no Retry-After. */
  withoutRetryAfter: number
  /** The slowest 503, in milliseconds. */
  slowestRefusal: number
  /** What happened last: how many are acknowledged now. */
  done: Promise<void>
  stop: () => void
}

export type LoadOptions = {
  url: string
  key: string
  seed: number
  events: number
  customers?: number
  batch?: number
  connections?: number
  until?: number
  /** A pause after each batch, to spread the events over the kills. */
  pauseMs?: number
}

export function startLoad(options: LoadOptions): Load {
  const { batch = 50, connections = 4, customers = 500, until = Date.now(), pauseMs = 0 } = options
  let next = 0
  let stopped = false
  const load: Load = {
    acknowledged: new Set(),
    refused: new Map(),
    withoutRetryAfter: 0,
    slowestRefusal: 0,
    done: Promise.resolve(),
    stop: () => {
      stopped = true
    },
  }
  const worker = async (): Promise<void> => {
    while (!stopped && next < options.events) {
      const from = next
      next += batch
      const count = Math.min(batch, options.events - from)
      const messages = Array.from({ length: count }, (_, n) => messageAt(options.seed, from + n, customers, until))
      for (;;) {
        const { status, retryAfter, ms } = await post(options.url, options.key, messages)
        if (status === 200) {
          for (const message of messages) load.acknowledged.add(message.messageId)
          break
        }
        load.refused.set(status, (load.refused.get(status) ?? 0) + 1)
        if (status === 503) load.slowestRefusal = Math.max(load.slowestRefusal, ms)
        if ((status === 503 || status === 429) && retryAfter === null) load.withoutRetryAfter++
        if (stopped) return
        await sleep(100)
      }
      if (pauseMs > 0) await sleep(pauseMs)
    }
  }
  load.done = Promise.all(Array.from({ length: connections }, worker)).then(() => undefined)
  return load
}

export type Posted = { status: number; retryAfter: string | null; ms: number; text: string }

export async function post(url: string, key: string, batch: Message[] | string): Promise<Posted> {
  const since = performance.now()
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: typeof batch === 'string' ? batch : JSON.stringify({ batch }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await answer.text()
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), ms: performance.now() - since, text }
  } catch {
    return { status: 0, retryAfter: null, ms: performance.now() - since, text: '' }
  }
}
