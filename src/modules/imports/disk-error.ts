import { DomainError } from '#platform/errors'

export const diskFull = (): DomainError =>
  new DomainError('unavailable', 'disk_full', 'The disk is full; free some space and start again.', { retryAfter: 60 })

/** A full disk in words that its owner can act on; any other error as it is. */
export function diskError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? diskFull() : error
}
