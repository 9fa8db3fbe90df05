/** Structured log lines. They carry ids of requests and workspaces, never what a person typed or is called. */
import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export function createLog(options: { level: string; destination?: { write(line: string): void } }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: ['*.password', '*.secret', '*.token', 'req.headers', 'headers'],
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

export const silentLog: Log = pino({ level: 'silent' })

/** Engines quote the values they choke on, so quoted parts of a message are left out, and with them whatever a person typed. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: typeof error }
  const { name, message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  return {
    type: name,
    message: (message.split(/ before:|\n/)[0] ?? '').replace(/'[^']*'|"[^"]*"/g, '…').slice(0, 300),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: (stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  }
}
