import { queryOptions } from '@tanstack/react-query'
import type { People } from '#contract/people'
import { type Role, roles } from '#contract/role-names'
import { api } from '../../api/client.ts'

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => api.get<People>('/people', undefined, signal),
})

/** The roles somebody with this one may give. */
export function rolesBelow(own: Role): Role[] {
  return roles.slice(roles.indexOf(own))
}
