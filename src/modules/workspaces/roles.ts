import type { Role } from '#contract/session'
import type { Scope } from '#platform/http'

/** What only people who run the business may touch, and no key. */
const guarded = /^(api-keys|workspace|people):/

/** What a role allows. Reading is for everybody except the keys; changing customers' data begins with the marketer. */
export function roleMay(role: Role, scope: Scope): boolean {
  if (role === 'owner' || role === 'manager') return true
  if (guarded.test(scope)) return scope === 'workspace:read'
  return scope.endsWith(':read') || role === 'marketer'
}

/** A server key does what a marketer does; it can neither make keys nor change the workspace, so a stolen one cannot outlive its revocation. */
export function serverKeyMay(scope: Scope): boolean {
  return roleMay('marketer', scope)
}
