import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { rootRoute } from '../../router/root-route.tsx'
import { settingsRoute } from '../settings-route.ts'

const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/people',
  loader: () => loadAreas('people'),
  component: lazyRouteComponent(() => import('./PeoplePage.tsx'), 'PeoplePage'),
})

const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/roles',
  loader: () => loadAreas('people'),
  component: lazyRouteComponent(() => import('./RolesPage.tsx'), 'RolesPage'),
})

export const peopleRoutes = [peopleRoute, rolesRoute] as const

/** Outside the console: who opens it has no sign-in yet. */
export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  loader: () => loadAreas('people', 'sign_in'),
  component: lazyRouteComponent(() => import('./JoinPage.tsx'), 'JoinPage'),
})
