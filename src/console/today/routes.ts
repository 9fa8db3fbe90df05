import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.ts'
import { currentCalendar, loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { todayQuery } from './today-query.ts'

export const todayRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  loader: () => {
    void queryClient.prefetchQuery(todayQuery(currentCalendar()))
    return loadAreas('today', 'customers')
  },
  component: lazyRouteComponent(() => import('./TodayPage.tsx'), 'TodayPage'),
})

export const todayRoutes = [todayRoute] as const
