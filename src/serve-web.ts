import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import { watchBacklog } from '#modules/events'
import type { Config } from '#platform/config'
import { createMetrics, type Lifecycle, type Running, serveHttp } from '#platform/http'
import { createApp } from './app.ts'
import type { Parts } from './parts.ts'

/** Listens; the backlog is watched so that ingestion can say when it is too much, until `stopWatching`. */
export async function serveWeb(
  config: Config,
  parts: Parts,
  lifecycle: Lifecycle,
): Promise<Running & { stopWatching: () => void }> {
  const backlog = watchBacklog(parts.db)
  const metrics = createMetrics()
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [metrics.registry],
      collect() {
        this.set(read())
      },
    })
  gauge('regulars_events_behind', 'Positions of the event log written and not yet projected', backlog.positions)
  gauge(
    'regulars_batches_waiting',
    'Batches of events projected and not yet told to ClickHouse: how far reports are behind',
    backlog.batches,
  )
  const app = createApp({
    ...parts,
    metrics,
    lifecycle,
    ...(config.metricsToken ? { metricsToken: config.metricsToken } : {}),
    checks: {
      postgres: () => sql`select 1`.execute(parts.db),
      clickhouse: async () => requireTrue(await parts.ch.ping()),
    },
    isBehind: () => backlog.positions() > config.maxBacklog,
  })
  const running = await serveHttp(app, { port: config.port, host: config.host })
  return { ...running, stopWatching: backlog.stop }
}

function requireTrue(value: boolean): void {
  if (!value) throw new Error('no answer')
}
