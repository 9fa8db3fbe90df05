import { DomainError, type ErrorCode, isDomainError } from '#platform/errors'

/** An error as it travels between threads, where classes are lost. */
export type ErrorMessage = {
  name: string
  message: string
  stack?: string | undefined
  reason?: string | undefined
  domain?: { code: ErrorCode; details: Record<string, unknown> }
}

export function messageOf(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message, stack } = error
  if (isDomainError(error))
    return { name, message, stack, reason: error.reason, domain: { code: error.code, details: error.details } }
  return { name, message, stack, reason: 'reason' in error ? String(error.reason) : undefined }
}

export function errorFrom({ name, message, stack, reason, domain }: ErrorMessage): Error {
  const error = domain
    ? new DomainError(domain.code, reason ?? name, message, domain.details)
    : Object.assign(new Error(message), { name, ...(reason === undefined ? {} : { reason }) })
  if (stack !== undefined) error.stack = stack
  return error
}
