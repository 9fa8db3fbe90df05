import { sql } from 'kysely'
import { sha256 } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import { isKeySecret, type KeyKind } from './api-key-secret.ts'

export type FoundKey = {
  workspaceId: string
  apiKeyId: string
  kind: KeyKind
  /** of a server key; null: everything a server key may do */
  scopes: string[] | null
  /** of a write key: pages it may be used from; empty: any */
  origins: string[]
}

type Cached = { key: FoundKey | undefined; until: number; usedUntil: number }

const cacheMs = 10_000
const usedEveryMs = 60_000
const maxCached = 10_000

const caches = new WeakMap<Db, Map<string, Cached>>()

/**
 * Whose key this is; undefined for a typo, an unknown, expired or revoked key, and for one of a workspace that is to be
 * deleted. Asks the database at most every ten seconds per key, so that a revoked key may live that much longer, never beyond its
 * own expiry, and notes the last use at most once a minute.
 */
export async function findApiKey(db: Db, secret: string): Promise<FoundKey | undefined> {
  if (!isKeySecret(secret)) return undefined
  const cache = cacheOf(db)
  const hash = sha256(secret)
  const id = hash.toString('base64')
  const now = performance.now()
  let cached = cache.get(id)
  if (!cached || cached.until <= now) {
    cached = { ...(await lookUp(db, hash, now)), usedUntil: cached?.usedUntil ?? 0 }
    if (cache.size >= maxCached) cache.clear()
    cache.set(id, cached)
  }
  if (cached.key && cached.usedUntil <= now) {
    cached.usedUntil = now + usedEveryMs
    await noteUse(db, cached.key)
  }
  return cached.key
}

export function forgetCachedKeys(db: Db): void {
  caches.delete(db)
}

function cacheOf(db: Db): Map<string, Cached> {
  const cache = caches.get(db) ?? new Map<string, Cached>()
  caches.set(db, cache)
  return cache
}

async function lookUp(db: Db, hash: Buffer, now: number): Promise<Pick<Cached, 'key' | 'until'>> {
  const { rows } = await sql<FoundKey & { validForMs: number | null }>`
    select workspace_id as "workspaceId", api_key_id as "apiKeyId", kind, scopes, origins,
      (1000 * extract(epoch from valid_until - clock_timestamp()))::float8 as "validForMs"
    from find_api_key(${hash})`.execute(db)
  const [row] = rows
  if (!row) return { key: undefined, until: now + cacheMs }
  const { validForMs, ...key } = row
  return { key, until: now + Math.min(cacheMs, validForMs ?? cacheMs) }
}

async function noteUse(db: Db, key: FoundKey): Promise<void> {
  await inWorkspace(db, key.workspaceId, (tx) =>
    sql`update api_keys set last_used_at = now()
      where workspace_id = ${key.workspaceId} and api_key_id = ${key.apiKeyId}
        and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(tx),
  )
}
