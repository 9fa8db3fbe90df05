import { DomainError } from '#platform/errors'

export const notEnough = (short: number): DomainError =>
  new DomainError('conflict', 'not_enough_points', `${short} points short.`, { short })
