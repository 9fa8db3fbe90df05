/** Errors a caller can act on. Everything else that is thrown is a bug. */
export type ErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_many'
  | 'too_large'
  | 'unavailable'

/** `reason` is a stable snake_case word for programs and for translation (`errors.<reason>`); `message` is plain English. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, reason: string, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.name = 'DomainError'
    this.code = code
    this.reason = reason
    this.details = details
  }
}

export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError
}
