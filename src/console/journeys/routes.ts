import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'

const load = () => loadAreas('journeys', 'plays', 'experiments', 'segments', 'messaging', 'channels')

export const journeyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/journeys/$journeyId',
  loader: load,
  component: lazyRouteComponent(() => import('./JourneyPage.tsx'), 'JourneyPage'),
})

export const editJourneyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/journeys/$journeyId/edit',
  loader: load,
  component: lazyRouteComponent(() => import('./EditJourneyPage.tsx'), 'EditJourneyPage'),
})

export const journeysRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/journeys',
    loader: load,
    component: lazyRouteComponent(() => import('./JourneysPage.tsx'), 'JourneysPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/journeys/plays',
    loader: load,
    component: lazyRouteComponent(() => import('./PlaysPage.tsx'), 'PlaysPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/journeys/new',
    loader: load,
    component: lazyRouteComponent(() => import('./EditJourneyPage.tsx'), 'NewJourneyPage'),
  }),
  journeyRoute,
  editJourneyRoute,
] as const
