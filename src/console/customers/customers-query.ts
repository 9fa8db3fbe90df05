import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { CustomerPage } from '#contract/customers'
import { api, type Query } from '../api/client.ts'
import type { CustomersSearch } from './customers-search.ts'

const pageSize = 100

/** The list as the address describes it, page by page. */
export function customersQuery({ view: _, ...search }: CustomersSearch) {
  return infiniteQueryOptions({
    queryKey: ['customers', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<CustomerPage>('/customers', { ...listQuery(search), limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** The same question without paging, also for the CSV. */
export function listQuery(search: CustomersSearch): Query {
  const { sort = 'revenue', filter = 'all', direction = 'desc' } = search
  const columns = search.columns?.filter((column) => column.startsWith('trait:'))
  const { tag, trait, where, risk } = search
  return { search: search.search, tag, trait, where, risk, sort, filter, direction, columns }
}
