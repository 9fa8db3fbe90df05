import { type Role, roles } from '#contract/roles'
import { DomainError } from '#platform/errors'

/** Nobody gives, takes or changes a role above their own; owners are made and unmade by owners alone. */
export function mayHandle(own: Role, other: Role): boolean {
  return roles.indexOf(own) <= roles.indexOf(other)
}

export function requireRank(own: Role, other: Role): void {
  if (mayHandle(own, other)) return
  throw new DomainError('forbidden', 'role_above_yours', 'This role is above your own.', { role: other })
}
