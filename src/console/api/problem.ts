type Problem = {
  status: number
  reason: string
  message: string
  details?: Record<string, unknown>
  fields?: Record<string, string>
}

/** What the server answered when it refused, in the person's language, or reason `unreachable` (status 0) without an answer. */
export class ApiError extends Error {
  readonly status: number
  readonly reason: string
  readonly details: Record<string, unknown>
  /** What is wrong with each field of a refused body, by its path. */
  readonly fields: Record<string, string>
  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ApiError'
    this.status = problem.status
    this.reason = problem.reason
    this.details = problem.details ?? {}
    this.fields = problem.fields ?? {}
  }
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503)
}

export function fieldProblems(error: unknown): Record<string, string> {
  return error instanceof ApiError ? error.fields : {}
}

type Body = {
  reason?: string
  detail?: string
  title?: string
  details?: Record<string, unknown>
  errors?: { path: string; message: string }[]
}

export async function readProblem(answer: Response): Promise<ApiError> {
  // Without a body of ours (a proxy's page) only the status is known.
  const body: Body = await answer.json().catch(() => ({}))
  return new ApiError({
    status: answer.status,
    reason: body.reason ?? `http_${answer.status}`,
    message: body.detail ?? body.title ?? '',
    details: body.details ?? {},
    fields: Object.fromEntries((body.errors ?? []).map(({ path, message }) => [path, message])),
  })
}
