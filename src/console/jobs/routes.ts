import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'

const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  loader: () => loadAreas('jobs'),
  component: lazyRouteComponent(() => import('./JobsPage.tsx'), 'JobsPage'),
})

export const jobsRoutes = [jobsRoute] as const
