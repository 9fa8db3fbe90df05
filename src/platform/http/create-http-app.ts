import type { MiddlewareHandler } from 'hono'
import { DomainError } from '#platform/errors'
import type { Log } from '#platform/log'
import { answerProblem } from './answer-problem.ts'
import { describeApi } from './api-document.ts'
import { createConsoleFiles } from './console-files.ts'
import type { AppEnv } from './env.ts'
import { guardWrites } from './guard-writes.ts'
import { healthRoutes, type ReadyCheck } from './health-routes.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { referenceRoutes } from './reference/routes.ts'
import { requestContext } from './request-context.ts'
import { createRouter, type Router } from './routes.ts'
import { securityHeaders } from './security-headers.ts'

export type HttpDeps = {
  log: Log
  metrics: Metrics
  metricsToken?: string
  lifecycle: Lifecycle
  /** what /readyz asks, by the name it answers with */
  checks: Record<string, ReadyCheck>
  /** the address people type; https turns on HSTS and secure cookies */
  publicUrl: string
  version: string
  /** the built console; without it, unknown paths are 404 */
  consoleDirectory?: string
}

const machinePaths = /^\/(api|v1|batch|docs|assets|openapi\.json|healthz|readyz|metrics)(\/|$)/

/**
 * The frame every route hangs in: ids, log, security headers, problem documents, health, API description and console.
 * Mount the modules' routers on what comes back; the description and the console's catch-all do not depend on the order.
 */
export function createHttpApp(deps: HttpDeps): Router {
  const app = createRouter()
  const files = createConsoleFiles(deps.consoleDirectory)
  app.use('*', requestContext(deps.log, deps.metrics))
  app.use('*', securityHeaders(deps.publicUrl))
  app.use('/api/*', neverStored)
  app.use('/api/*', guardWrites(deps.publicUrl))
  app.onError((error, c) => answerProblem(error, c))
  app.notFound(async (c) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    const file = isRead ? await files.file(c) : undefined
    const page = isRead && !machinePaths.test(c.req.path) ? files.page(c) : undefined
    return file ?? page ?? answerProblem(new DomainError('not_found', 'route_not_found', 'There is nothing here.'), c)
  })
  app.route('/', healthRoutes(deps))
  app.route(
    '/',
    referenceRoutes(() => describeApi(app, deps.version)),
  )
  return app
}

const neverStored: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
}
