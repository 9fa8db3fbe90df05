import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/**
 * The caller's address, for rate limits only; it is never logged. Forwarded addresses count from the right, one per
 * trusted proxy, because everything further left is whatever the caller wrote.
 */
export function clientAddress(c: Context<AppEnv>, trustedProxies = 0): string {
  const peer = c.env?.incoming?.socket?.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return narrow(peer)
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  return narrow(forwarded.at(-trustedProxies) || peer)
}

// One IPv6 customer owns a whole /64; counting single addresses would limit nobody.
function narrow(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain
}
