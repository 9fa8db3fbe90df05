import { UnusableData } from '#models/frame'
import { DomainError } from '#platform/errors'

/** A model's complaint about the data is something the person at the keyboard can act on. */
export async function unusableAsInvalid<T>(compute: () => T | Promise<T>): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    if (error instanceof UnusableData) throw new DomainError('invalid', error.reason, error.message)
    throw error
  }
}
