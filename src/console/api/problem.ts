type Problem = { status: number; reason: string; message: string; details?: Record<string, unknown> }

/** What the server answered when it refused, or reason `unreachable` (status 0) when there was no answer. */
export class ApiError extends Error {
  readonly status: number
  readonly reason: string
  readonly details: Record<string, unknown>
  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ApiError'
    this.status = problem.status
    this.reason = problem.reason
    this.details = problem.details ?? {}
  }
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503)
}

export async function readProblem(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
  const details = body.details
  return new ApiError({
    status: answer.status,
    reason: text(body.reason) ?? text(body.code) ?? `http_${answer.status}`,
    message: text(body.detail) ?? text(body.message) ?? text(body.title) ?? answer.statusText,
    ...(typeof details === 'object' && details !== null ? { details: details as Record<string, unknown> } : {}),
  })
}
