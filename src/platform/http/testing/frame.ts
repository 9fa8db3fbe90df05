import { createLog } from '#platform/log'
import { createHttpApp, type HttpDeps } from '../create-http-app.ts'
import { createLifecycle } from '../lifecycle.ts'
import { createMetrics } from '../metrics.ts'
import type { Router } from '../routes.ts'

export type LogLine = Record<string, unknown> & { msg: string }

/** The frame alone, with a log that can be read. */
export function startFrame(changes: Partial<HttpDeps> = {}): { app: Router; deps: HttpDeps; lines: LogLine[] } {
  const lines: LogLine[] = []
  const deps: HttpDeps = {
    log: createLog({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } }),
    metrics: createMetrics(),
    lifecycle: createLifecycle(),
    checks: {},
    publicUrl: 'http://localhost:4400',
    version: '1.2.3',
    ...changes,
  }
  return { app: createHttpApp(deps), deps, lines }
}
