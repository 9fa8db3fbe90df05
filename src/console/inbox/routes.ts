import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { readInboxSearch } from './inbox-search.ts'

export const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  validateSearch: readInboxSearch,
  loader: () => loadAreas('inbox', 'customers', 'tasks', 'messaging'),
  component: lazyRouteComponent(() => import('./InboxPage.tsx'), 'InboxPage'),
})

export const inboxRoutes = [inboxRoute] as const
