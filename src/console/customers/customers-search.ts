import type { CustomerSort, ListCustomersQuery } from '#contract/customers'
import type { RiskBand } from '#contract/predictions'
import { listOf, oneOf, textOf } from '../router/search-text.ts'

export const customerFilters = ['all', 'regulars', 'late', 'came_back', 'one_time', 'no_orders'] as const
export const customerSorts: readonly CustomerSort[] = [
  'name',
  'orders',
  'visits',
  'revenue',
  'average',
  'first_order',
  'last_order',
  'usual_gap',
  'late',
  'yearly',
  'clv',
  'risk',
]

export const riskBands: readonly RiskBand[] = ['high', 'medium', 'low']

/** What the address of the list says; all of it optional. */
export type CustomersSearch = {
  search?: string | undefined
  filter?: ListCustomersQuery['filter'] | undefined
  /** the band of who has not gone */
  risk?: RiskBand | undefined
  sort?: CustomerSort | undefined
  direction?: 'asc' | 'desc' | undefined
  tag?: string[] | undefined
  trait?: string[] | undefined
  /** conditions on traits, as the API writes them: `name:operator:value` */
  where?: string[] | undefined
  /** the saved view it came from; `all` when somebody asked for everybody in spite of their own default */
  view?: string | undefined
  /** the columns beside the name; the usual ones when not given */
  columns?: string[] | undefined
}

export function readCustomersSearch(raw: Record<string, unknown>): CustomersSearch {
  return {
    search: textOf(raw.search),
    filter: oneOf(raw.filter, customerFilters),
    risk: oneOf(raw.risk, riskBands),
    sort: oneOf(raw.sort, customerSorts),
    direction: oneOf(raw.direction, ['asc', 'desc']),
    tag: listOf(raw.tag),
    trait: listOf(raw.trait),
    where: listOf(raw.where),
    view: textOf(raw.view),
    columns: listOf(raw.columns),
  }
}
