import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { negotiateLocale } from '#platform/i18n'
import { newId, randomToken } from '#platform/ids'
import type { Log } from '#platform/log'
import type { AppEnv } from './env.ts'
import type { Metrics } from './metrics.ts'

const ownId = /^[\w-]{8,64}$/

/** Request id, language, log and duration of every request. */
export function requestContext(log: Log, metrics: Metrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = performance.now()
    const given = c.req.header('x-request-id')
    const requestId = given && ownId.test(given) ? given : newId()
    c.set('requestId', requestId)
    c.set('log', log)
    c.set('locale', negotiateLocale(c.req.header('accept-language')))
    c.set('cspNonce', randomToken(16))
    await next()
    c.res.headers.set('X-Request-Id', requestId)
    const ms = performance.now() - started
    // The pattern, never the path: a path or query may hold an e-mail address or a customer's id.
    const line = {
      method: c.req.method,
      route: routeOf(routePath(c, -1)),
      status: c.res.status,
      ms: Math.round(ms * 10) / 10,
    }
    metrics.httpDuration.observe({ method: line.method, route: line.route, status: line.status }, ms / 1000)
    log.info({ ...line, requestId }, 'request')
  }
}

function routeOf(pattern: string | undefined): string {
  return !pattern || pattern.endsWith('*') ? 'other' : pattern
}
