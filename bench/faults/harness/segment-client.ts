/** Segment's own client, unmodified: what it reports as delivered must be there. */
import { Analytics } from '@segment/analytics-node'
import { messageAt } from './workload.ts'

export type SegmentLoad = {
  delivered: Set<string>
  failed: Set<string>
  done: Promise<void>
}

/** Tracks `events` events over `spreadMs`; ends when the client has told of each whether it was delivered. */
export function startSegmentClient(options: {
  url: string
  key: string
  seed: number
  events: number
  spreadMs: number
}): SegmentLoad {
  const analytics = new Analytics({
    host: options.url,
    writeKey: options.key,
    flushAt: 20,
    flushInterval: 200,
    maxRetries: 1_000,
    httpRequestTimeout: 10_000,
  })
  const load: SegmentLoad = { delivered: new Set(), failed: new Set(), done: Promise.resolve() }
  const until = Date.now()
  let told = 0
  let i = 0
  load.done = new Promise((resolve) => {
    const tell = (messageId: string) => (error?: unknown) => {
      ;(error ? load.failed : load.delivered).add(messageId)
      if (++told === options.events) resolve()
    }
    const each = Math.max(1, Math.ceil(options.events / Math.max(1, options.spreadMs / 50)))
    const timer = setInterval(() => {
      for (let n = 0; n < each && i < options.events; n++, i++) {
        const message = messageAt(options.seed, i, 200, until)
        const { messageId, userId = '', timestamp, event = '', properties = {}, traits = {} } = message
        if (message.type === 'identify') {
          analytics.identify({ messageId, userId, timestamp: new Date(timestamp), traits }, tell(messageId))
        } else {
          analytics.track({ messageId, userId, timestamp: new Date(timestamp), event, properties }, tell(messageId))
        }
      }
      if (i >= options.events) clearInterval(timer)
    }, 50)
  })
  return load
}
