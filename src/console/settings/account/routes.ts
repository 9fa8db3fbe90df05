import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/account',
  loader: () => loadAreas('account', 'sign_in'),
  component: lazyRouteComponent(() => import('./AccountPage.tsx'), 'AccountPage'),
})

export const accountRoutes = [accountRoute] as const
