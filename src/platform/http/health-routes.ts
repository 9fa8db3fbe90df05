import type { Context } from 'hono'
import { z } from 'zod'
import type { AppEnv } from './env.ts'
import { guardMetrics } from './guard-metrics.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Metrics } from './metrics.ts'
import { createRouter, json, publicRoute, type Router } from './routes.ts'

/** Rejects when the thing is not usable. */
export type ReadyCheck = () => Promise<unknown>

const health = z.object({ status: z.literal('ok') })
const readiness = z.object({
  status: z.enum(['ready', 'starting', 'draining', 'failing']),
  checks: z.record(z.string(), z.enum(['ok', 'failing'])),
})

const checkTimeoutMs = 2_000

const healthz = publicRoute(
  {},
  {
    method: 'get',
    path: '/healthz',
    tags: ['Operations'],
    summary: 'Whether the process is alive',
    responses: { 200: json(health, 'Alive') },
  },
)

const readyz = publicRoute(
  {},
  {
    method: 'get',
    path: '/readyz',
    tags: ['Operations'],
    summary: 'Whether this process should get traffic: engines reachable, schema up to date, not draining',
    responses: { 200: json(readiness, 'Ready'), 503: json(readiness, 'Starting, draining, or an engine is away') },
  },
)

const metricsRoute = publicRoute(
  {},
  {
    method: 'get',
    path: '/metrics',
    tags: ['Operations'],
    summary: 'Measures of this process in the Prometheus text format, for METRICS_TOKEN or this machine alone',
    responses: { 200: { description: 'Measures', content: { 'text/plain': { schema: z.string() } } } },
  },
)

export function healthRoutes(deps: {
  lifecycle: Lifecycle
  checks: Record<string, ReadyCheck>
  metrics: Metrics
  /** who sends it sees the measures; without one, only this machine does */
  metricsToken?: string
}): Router {
  const router = createRouter()
  router.openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200, noStore))
  router.openapi(readyz, async (c) => {
    const state = deps.lifecycle.state()
    const checks = await runChecks(deps.checks, c)
    const failing = Object.values(checks).includes('failing')
    if (state === 'ready' && !failing) return c.json({ status: 'ready' as const, checks }, 200, noStore)
    const status = state === 'ready' ? 'failing' : state
    return c.json({ status, checks }, 503, { ...noStore, 'Retry-After': '2' })
  })
  router.openapi(metricsRoute, async (c) => {
    guardMetrics(c, deps.metricsToken)
    return c.text(await deps.metrics.registry.metrics(), 200, {
      ...noStore,
      'Content-Type': deps.metrics.registry.contentType,
    })
  })
  return router
}

const noStore = { 'Cache-Control': 'no-store' }

async function runChecks(
  checks: Record<string, ReadyCheck>,
  c: Context<AppEnv>,
): Promise<Record<string, 'ok' | 'failing'>> {
  const names = Object.keys(checks)
  const results = await Promise.allSettled(Object.values(checks).map((check) => withTimeout(check())))
  const answers = results.map((result, index) => {
    if (result.status === 'fulfilled') return [names[index], 'ok'] as const
    c.var.log.warn({ check: names[index], error: String(result.reason) }, 'readiness check failed')
    return [names[index], 'failing'] as const
  })
  return Object.fromEntries(answers)
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
