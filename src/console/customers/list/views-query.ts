import { queryOptions } from '@tanstack/react-query'
import type { CustomerViews, ViewQuery } from '#contract/customer-edits'
import { api } from '../../api/client.ts'
import type { CustomersSearch } from '../customers-search.ts'

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => api.get<CustomerViews>('/views', undefined, signal),
  staleTime: 60_000,
})

/** The address that shows what a view holds. */
export function searchOfView(view: { viewId: string; query: ViewQuery; columns: string[] }): CustomersSearch {
  const { query, columns, viewId } = view
  return {
    ...(query as Omit<CustomersSearch, 'view' | 'columns'>),
    ...(columns.length > 0 && { columns }),
    view: viewId,
  }
}

/** What a view keeps of an address. */
export function viewOfSearch({ view: _, columns = [], ...query }: CustomersSearch): {
  query: ViewQuery
  columns: string[]
} {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined)
  return { query: Object.fromEntries(kept) as ViewQuery, columns }
}

/** Whether the address still shows what the view holds. */
export function showsView(search: CustomersSearch, view: { query: ViewQuery; columns: string[] }): boolean {
  const text = (one: { query: ViewQuery; columns: string[] }): string =>
    JSON.stringify([
      Object.entries(one.query)
        .filter(([, value]) => value !== undefined)
        .sort(),
      one.columns,
    ])
  return text(viewOfSearch(search)) === text(view)
}
