import type { Context } from 'hono'
import type { z } from 'zod'
import { DomainError } from '#platform/errors'
import type { AppEnv } from './env.ts'
import { describeReason } from './messages.ts'
import { type Failure, type Problem, readFailure, retryAfter } from './problem.ts'

type FieldError = { path: string; reason: string; message: string }

/** Every failure of every route ends here. A bug is logged, without what it quotes, and answered with the request id alone. */
export function answerProblem(error: unknown, c: Context<AppEnv>): Response {
  const failure = readFailure(error)
  if (failure.isBug) c.var.log.error({ requestId: c.var.requestId, err: error }, 'request failed')
  const wait = retryAfter(failure)
  if (wait !== undefined) c.header('Retry-After', String(wait))
  c.header('Content-Type', 'application/problem+json')
  c.header('Cache-Control', 'no-store')
  c.header('Vary', 'Accept-Language')
  c.header('Content-Language', c.var.locale)
  return c.body(JSON.stringify(problemOf(failure, c)), failure.status)
}

function problemOf(failure: Failure, c: Context<AppEnv>): Problem {
  const { errors, ...details } = failure.details as { errors?: FieldError[] }
  const { locale, requestId } = c.var
  return {
    type: `urn:regulars:problem:${failure.reason}`,
    title: failure.title,
    status: failure.status,
    detail: describeReason(locale, failure.reason, details, failure.message),
    reason: failure.reason,
    requestId,
    ...(errors ? { errors: errors.map((e) => ({ path: e.path, reason: e.reason, message: fieldMessage(e, c) })) } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  }
}

function fieldMessage(error: FieldError & { values?: Record<string, unknown> }, c: Context<AppEnv>): string {
  return describeReason(c.var.locale, `field_${error.reason}`, error.values ?? {}, error.message)
}

/** What a zod error means as a problem: one entry per field, with its path as the caller wrote it. */
export function invalidInput(error: z.ZodError): DomainError {
  const errors = error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map(String).join('.'),
    reason: issue.code,
    message: issue.message,
    values: pickLimits(issue),
  }))
  return new DomainError('invalid', 'invalid_input', 'Some fields are missing or wrong.', { errors })
}

function pickLimits(issue: object): Record<string, unknown> {
  const { minimum, maximum } = issue as { minimum?: unknown; maximum?: unknown }
  return { minimum: Number(minimum ?? 0), maximum: Number(maximum ?? 0) }
}
