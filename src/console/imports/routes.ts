import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'

export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  loader: () => loadAreas('imports'),
  component: lazyRouteComponent(() => import('./ImportsPage.tsx'), 'ImportsPage'),
})

export const importsRoutes = [importsRoute] as const
