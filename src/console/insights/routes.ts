import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'

export const insightsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights',
  loader: () => loadAreas('insights'),
  component: lazyRouteComponent(() => import('./InsightsPage.tsx'), 'InsightsPage'),
})

export const insightsRoutes = [insightsRoute] as const
