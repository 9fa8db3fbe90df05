import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

export const traitsRoutes = [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: '/traits',
    loader: () => loadAreas('traits', 'customers'),
    component: lazyRouteComponent(() => import('./TraitsPage.tsx'), 'TraitsPage'),
  }),
] as const
