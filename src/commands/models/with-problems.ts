import { ModelProblem } from '#models/problem'
import { DomainError } from '#platform/errors'

/** Runs a model; data that it cannot be fitted to become an error of the command line. */
export function withProblems<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ModelProblem) throw new DomainError('invalid', error.reason, error.message)
    throw error
  }
}
