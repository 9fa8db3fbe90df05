import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import type { Db } from '#platform/postgres'

export type RateLimit = {
  /** Takes one token of this key. */
  take(key: string): Promise<{ allowed: boolean; remaining: number; resetSeconds: number }>
  /** Gives the key its tokens back: after a success, for example. */
  forget(key: string): Promise<void>
  readonly name: string
  readonly quota: number
  readonly windowSeconds: number
}

/** How seldom, on average, a take removes what has been full again for long. */
const tidyOnceIn = 200

/**
 * A token bucket per key in PostgreSQL, one for all processes: `quota` at once, refilled evenly over `windowSeconds`. Keys are kept
 * as hashes.
 */
export function createRateLimit(options: {
  db: Db
  clock: Clock
  name: string
  quota: number
  windowSeconds: number
}): RateLimit {
  const { db, clock, name, quota, windowSeconds } = options
  const perSecond = quota / windowSeconds
  return {
    name,
    quota,
    windowSeconds,
    forget: async (key) => {
      await sql`delete from rate_limits where name = ${name} and key_hash = ${hashOf(name, key)}`.execute(db)
    },
    take: async (key) => {
      const now = clock.now().toString()
      if (Math.random() * tidyOnceIn < 1) await tidy(db, name, now, windowSeconds)
      // A clock that jumps back gives nothing. The row's lock makes those who come at once take turns.
      const { rows } = await sql<{ tokens: number; allowed: boolean }>`
        insert into rate_limits as r (name, key_hash, tokens, at, allowed)
        values (${name}, ${hashOf(name, key)}, ${quota - 1}, ${now}, true)
        on conflict (name, key_hash) do update set (tokens, at, allowed) = (
          select had - (had >= 1)::int, excluded.at, had >= 1
          from (select least(${quota}, r.tokens
            + greatest(0, extract(epoch from excluded.at - r.at)) * ${perSecond}::float8)::float8) as filled (had))
        returning tokens, allowed`.execute(db)
      const { tokens, allowed } = rows[0] ?? { tokens: 0, allowed: false }
      const missing = allowed ? quota - tokens : 1 - tokens
      // Less than a thousandth of a second is an error of rounding.
      const resetSeconds = Math.ceil(missing / perSecond - 0.001)
      return { allowed, remaining: Math.floor(tokens), resetSeconds }
    },
  }
}

/** A full bucket says nothing that a new one would not. What somebody is at is left, so that two who tidy never wait for each other. */
async function tidy(db: Db, name: string, now: string, windowSeconds: number): Promise<void> {
  await sql`delete from rate_limits where name = ${name} and key_hash in (
    select key_hash from rate_limits where name = ${name}
      and at < ${now}::timestamptz - make_interval(secs => ${windowSeconds}) for update skip locked)`.execute(db)
}

const hashOf = (name: string, key: string): Buffer => createHash('sha256').update(`${name}\n${key}`).digest()

/** Takes one token and tells the caller by the RateLimit headers how many are left; throws too_many when there is none. */
export async function spendRate(c: Context, limit: RateLimit, key: string): Promise<void> {
  const { allowed, remaining, resetSeconds } = await limit.take(key)
  c.header('RateLimit-Policy', `"${limit.name}";q=${limit.quota};w=${limit.windowSeconds}`)
  c.header('RateLimit', `"${limit.name}";r=${remaining};t=${resetSeconds}`)
  if (allowed) return
  throw new DomainError('too_many', 'too_many_requests', `Too many requests; try again in ${resetSeconds} s.`, {
    retryAfter: resetSeconds,
  })
}
