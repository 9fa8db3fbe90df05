import type { Context, MiddlewareHandler } from 'hono'
import { DomainError } from '#platform/errors'
import type { AppEnv } from './env.ts'

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

// A foreign page can send other types without asking first (multipart, urlencoded, text/plain), so those are refused.
const writeTypes =
  /^(application\/(json|octet-stream|gzip|x-gzip|vnd\.ms-excel)|text\/(csv|tab-separated-values))\s*(;|$)/i

/** Refuses writes that a foreign page could have made a signed-in browser send. Requests with an Authorization header cannot be. */
export function guardWrites(publicUrl: string): MiddlewareHandler<AppEnv> {
  const ownOrigin = new URL(publicUrl).origin
  return (c, next) => {
    if (reads.has(c.req.method) || c.req.header('authorization')) return next()
    const type = c.req.header('content-type')
    if (type !== undefined && !writeTypes.test(type)) throw refused('This content type is not accepted here.')
    if (!comesFromUs(c, ownOrigin)) throw refused('The request comes from another site.')
    return next()
  }
}

function comesFromUs(c: Context<AppEnv>, ownOrigin: string): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = c.req.header('origin')
  if (origin !== undefined) return origin === ownOrigin || isHost(origin, c.req.header('host'))
  // Every browser sends one of the two with a write; a program should use a server key instead of a cookie.
  return c.req.header('cookie') === undefined
}

function isHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

function refused(message: string): DomainError {
  return new DomainError('forbidden', 'cross_site_request', message)
}
