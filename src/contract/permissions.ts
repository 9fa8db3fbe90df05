import { type Role, roles } from './role-names.ts'

const business: Role[] = ['owner', 'manager']
const marketing: Role[] = [...business, 'marketer']
const service: Role[] = [...marketing, 'agent']
const everyWorker: Role[] = [...service, 'staff']
const everyone: Role[] = [...roles]
const office: Role[] = [...service, 'viewer']

/**
 * Which role may do what: the one list that routes, keys, console and docs read. A route names one of these scopes, so a
 * route without a rule does not compile.
 */
export const permissions = {
  'workspace:read': everyone,
  'workspace:write': business,
  'workspace:delete': ['owner'],
  'people:read': business,
  'people:write': business,
  'api-keys:read': business,
  'api-keys:write': business,
  'audit:read': business,
  'privacy:read': business,
  'privacy:write': business,
  'customers:read': everyone,
  'customers:write': service,
  'customers:export': marketing,
  'customers:merge': service,
  'customers:erase': business,
  'notes:read': everyone,
  'notes:write': everyWorker,
  'consents:read': everyone,
  'consents:write': service,
  'tasks:read': everyone,
  'tasks:write': everyWorker,
  'inbox:read': service,
  'inbox:write': service,
  'views:read': everyone,
  'views:write': service,
  'metrics:read': office,
  'predictions:read': office,
  'predictions:write': marketing,
  'recommendations:read': office,
  'recommendations:write': marketing,
  'experiments:read': office,
  'experiments:write': marketing,
  'segments:read': office,
  'segments:write': marketing,
  'journeys:read': office,
  'journeys:write': marketing,
  'campaigns:read': office,
  'campaigns:write': marketing,
  'messages:read': office,
  'messages:write': marketing,
  'loyalty:read': everyone,
  'loyalty:serve': everyWorker,
  'loyalty:write': marketing,
  'surveys:read': office,
  'surveys:write': marketing,
  'imports:read': marketing,
  'imports:write': marketing,
  'events:read': marketing,
  'events:write': marketing,
  'jobs:read': office,
  'jobs:write': marketing,
} as const satisfies Record<string, readonly Role[]>

/** What a caller wants to do, as noun:verb. */
export type Scope = keyof typeof permissions

export const scopes = Object.keys(permissions) as Scope[]

export function roleMay(role: Role, scope: Scope): boolean {
  const allowed: readonly Role[] = permissions[scope]
  return allowed.includes(role)
}

/**
 * What a server key can be given at most: what a marketer does. It can neither make keys, nor erase, nor read who did what,
 * so a stolen one cannot outlive its revocation.
 */
export const keyScopes: Scope[] = scopes.filter((scope) => roleMay('marketer', scope))
