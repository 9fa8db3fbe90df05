import { queryOptions } from '@tanstack/react-query'
import type { TraitDefinitions } from '#contract/customer-edits'
import { api } from '../../api/client.ts'

/** What the traits of this shop's customers mean. */
export const traitDefinitionsQuery = queryOptions({
  queryKey: ['trait-definitions'],
  queryFn: ({ signal }) => api.get<TraitDefinitions>('/trait-definitions', undefined, signal),
  staleTime: 60_000,
})

/** With what the data holds beside them. */
export const traitSuggestionsQuery = queryOptions({
  queryKey: ['trait-definitions', 'suggestions'],
  queryFn: ({ signal }) => api.get<TraitDefinitions>('/trait-definitions', { suggestions: 'true' }, signal),
})
