import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { customerTasksQuery } from '../tasks/tasks-query.ts'
import { careQuery } from './care/care-query.ts'
import { customerQuery } from './customer-query.ts'
import { readCustomersSearch } from './customers-search.ts'
import { readTimelineSearch } from './timeline-search.ts'

export const customersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers',
  validateSearch: readCustomersSearch,
  loader: () => loadAreas('customers', 'merges', 'segments'),
  component: lazyRouteComponent(() => import('./CustomersPage.tsx'), 'CustomersPage'),
})

export const customerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers/$customerId',
  validateSearch: readTimelineSearch,
  loader: ({ params }) => {
    void queryClient.prefetchQuery(customerQuery(params.customerId))
    void queryClient.prefetchQuery(careQuery(params.customerId))
    void queryClient.prefetchQuery(customerTasksQuery(params.customerId))
    return loadAreas(
      'customers',
      'care',
      'tasks',
      'privacy',
      'merges',
      'predictions',
      'recommendations',
      'segments',
      'loyalty',
      'club',
    )
  },
  component: lazyRouteComponent(() => import('./CustomerPage.tsx'), 'CustomerPage'),
})

export const duplicatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers/duplicates',
  loader: () => loadAreas('customers', 'merges', 'segments'),
  component: lazyRouteComponent(() => import('./duplicates/DuplicatesPage.tsx'), 'DuplicatesPage'),
})

export const customersRoutes = [customersRoute, duplicatesRoute, customerRoute] as const
