import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { customerQuery } from './customer-query.ts'
import { readCustomersSearch } from './customers-search.ts'
import { readTimelineSearch } from './timeline-search.ts'

export const customersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers',
  validateSearch: readCustomersSearch,
  loader: () => loadAreas('customers'),
  component: lazyRouteComponent(() => import('./CustomersPage.tsx'), 'CustomersPage'),
})

export const customerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/customers/$customerId',
  validateSearch: readTimelineSearch,
  loader: ({ params }) => {
    void queryClient.prefetchQuery(customerQuery(params.customerId))
    return loadAreas('customers')
  },
  component: lazyRouteComponent(() => import('./CustomerPage.tsx'), 'CustomerPage'),
})

export const customersRoutes = [customersRoute, customerRoute] as const
