import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

const privacyRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/privacy',
  loader: () => loadAreas('privacy'),
  component: lazyRouteComponent(() => import('./PrivacyPage.tsx'), 'PrivacyPage'),
})

export const privacyRoutes = [privacyRoute] as const
