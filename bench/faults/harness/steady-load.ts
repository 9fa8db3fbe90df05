/** Sends batches at a rate of its own, as many customers do at once: whoever is slow is not waited for. */
import { setTimeout as sleep } from 'node:timers/promises'
import { post } from './raw-loader.ts'
import { messageAt } from './workload.ts'

export type SteadyLoad = {
  url: string
  key: string
  seed: number
  eventsPerSecond: number
  seconds: number
  /** number of the first event, so that no two loads send the same */
  from?: number
}

export type SteadyResult = {
  acknowledged: string[]
  /** milliseconds until the answer, of batches that were taken */
  took: number[]
  /** how often each status but 200 came; 0 is a broken connection */
  refused: Map<number, number>
  withoutRetryAfter: number
}

const batch = 50
const customers = 2_000

export async function sendSteadily(load: SteadyLoad): Promise<SteadyResult> {
  const { url, key, seed, eventsPerSecond, seconds, from = 0 } = load
  const result: SteadyResult = { acknowledged: [], took: [], refused: new Map(), withoutRetryAfter: 0 }
  const until = Date.now()
  const send = async (first: number): Promise<void> => {
    const messages = Array.from({ length: batch }, (_, n) => messageAt(seed, first + n, customers, until))
    const { status, retryAfter, ms } = await post(url, key, messages)
    if (status === 200) {
      result.took.push(ms)
      for (const { messageId } of messages) result.acknowledged.push(messageId)
      return
    }
    result.refused.set(status, (result.refused.get(status) ?? 0) + 1)
    if ((status === 429 || status === 503) && retryAfter === null) result.withoutRetryAfter++
  }
  const since = performance.now()
  const sent: Promise<void>[] = []
  for (let n = 0; n < (eventsPerSecond * seconds) / batch; n++) {
    const due = since + (n * batch * 1_000) / eventsPerSecond
    if (due > performance.now()) await sleep(due - performance.now())
    sent.push(send(from + n * batch))
  }
  await Promise.all(sent)
  return result
}

/** The value that this share of the values does not exceed; 0 of none. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
