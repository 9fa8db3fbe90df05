import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { isClickhouseUnavailable } from '#platform/clickhouse'
import { DomainError, type ErrorCode, isDomainError } from '#platform/errors'

const statuses = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** RFC 9457. `reason` is stable and for programs, `detail` is in the caller's language, `errors` name the fields of a refused body. */
export const problemDocument = z
  .object({
    type: z.string().describe('urn:regulars:problem: and the reason'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    reason: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), reason: z.string(), message: z.string() })).optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemDocument>

export type Failure = {
  status: ContentfulStatusCode
  title: string
  reason: string
  message: string
  details: Record<string, unknown>
  /** whether somebody should look at the log */
  isBug: boolean
}

/** What a thrown thing means to the caller. */
export function readFailure(error: unknown): Failure {
  if (isDomainError(error)) return fromDomain(error)
  if (isConnectionLost(error))
    return fromDomain(new DomainError('unavailable', 'database_unavailable', 'The database does not answer.'))
  if (isClickhouseUnavailable(error)) {
    return fromDomain(new DomainError('unavailable', 'analytics_unavailable', 'The analytics engine does not answer.'))
  }
  if (isUnstorable(error))
    return fromDomain(new DomainError('invalid', 'nul_character', 'A text contains a character that cannot be stored.'))
  if (error instanceof HTTPException) {
    const reason = { 400: 'malformed_body', 413: 'body_too_large', 415: 'unsupported_media_type' }[
      error.status as number
    ]
    return failure(error.status as ContentfulStatusCode, reason ?? 'refused', error.message, {}, false)
  }
  return failure(500, 'internal', 'Something went wrong on our side.', {}, true)
}

function fromDomain(error: DomainError): Failure {
  return failure(statuses[error.code], error.reason, error.message, error.details, false)
}

function failure(
  status: ContentfulStatusCode,
  reason: string,
  message: string,
  details: Record<string, unknown>,
  isBug: boolean,
): Failure {
  return { status, title: titles[status] ?? 'Error', reason, message, details, isBug }
}

/** Seconds for Retry-After: always on 429 and 503, because clients that get none either hammer or give up. */
export function retryAfter(failure: Failure): number | undefined {
  const given = failure.details.retryAfter
  if (typeof given === 'number') return Math.max(1, Math.ceil(given))
  if (failure.status === 429) return 30
  return failure.status === 503 ? 5 : undefined
}

/** U+0000, which PostgreSQL keeps neither in text nor in JSON, and half of a surrogate pair, which it does not keep in JSON. */
function isUnstorable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', detail = '' } = error as { code?: unknown; detail?: unknown }
  return code === '22021' || code === '22P05' || (code === '22P02' && /surrogate/.test(String(detail)))
}

const lostConnection = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|57P0[123]|08\d\d\d|53300)$/
const lostMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** PostgreSQL is away, restarting or full; the same request may succeed in a moment. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code
  const isSocket = 'syscall' in error ? error.syscall === 'connect' || error.syscall === 'read' : true
  return (code !== undefined && isSocket && lostConnection.test(code)) || lostMessage.test(error.message)
}
