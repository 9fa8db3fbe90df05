import type { Context } from 'hono'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'

export type RateLimit = {
  /** Takes one token of this key. */
  take(key: string): { allowed: boolean; remaining: number; resetSeconds: number }
  /** Gives the key its tokens back: after a success, for example. */
  forget(key: string): void
  readonly name: string
  readonly quota: number
  readonly windowSeconds: number
}

type Bucket = { tokens: number; at: number }

const maxKeys = 50_000

/** A token bucket per key in this process's memory: `quota` at once, refilled evenly over `windowSeconds`. */
export function createRateLimit(options: {
  clock: Clock
  name: string
  quota: number
  windowSeconds: number
}): RateLimit {
  const { clock, quota, windowSeconds } = options
  const buckets = new Map<string, Bucket>()
  const perMs = quota / (windowSeconds * 1000)
  return {
    name: options.name,
    quota,
    windowSeconds,
    forget: (key) => void buckets.delete(key),
    take: (key) => {
      const now = clock.now().epochMilliseconds
      const bucket = buckets.get(key) ?? { tokens: quota, at: now }
      const tokens = Math.min(quota, bucket.tokens + Math.max(0, now - bucket.at) * perMs)
      const allowed = tokens >= 1
      const left = allowed ? tokens - 1 : tokens
      if (buckets.size >= maxKeys) dropFull(buckets, now, quota, perMs)
      buckets.set(key, { tokens: left, at: now })
      const missing = allowed ? quota - left : 1 - left
      return { allowed, remaining: Math.floor(left), resetSeconds: Math.ceil(missing / perMs / 1000) }
    },
  }
}

// A full bucket says nothing a new one would not; if all are in use, forgetting all is better than growing for ever.
function dropFull(buckets: Map<string, Bucket>, now: number, quota: number, perMs: number): void {
  for (const [key, bucket] of buckets) {
    if (bucket.tokens + (now - bucket.at) * perMs >= quota) buckets.delete(key)
  }
  if (buckets.size >= maxKeys) buckets.clear()
}

/** Takes one token and tells the caller by the RateLimit headers how many are left; throws too_many when there is none. */
export function spendRate(c: Context, limit: RateLimit, key: string): void {
  const { allowed, remaining, resetSeconds } = limit.take(key)
  c.header('RateLimit-Policy', `"${limit.name}";q=${limit.quota};w=${limit.windowSeconds}`)
  c.header('RateLimit', `"${limit.name}";r=${remaining};t=${resetSeconds}`)
  if (allowed) return
  throw new DomainError('too_many', 'too_many_requests', `Too many requests; try again in ${resetSeconds} s.`, {
    retryAfter: resetSeconds,
  })
}
