/** Structured log lines. They carry ids of requests and workspaces, never what a person typed or is called. */
import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export function createLog(options: { level: string; destination?: { write(line: string): void } }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['*.password', '*.secret', '*.token', 'req.headers', 'headers'],
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

export const silentLog: Log = pino({ level: 'silent' })
