import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

const brandRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/brand',
  loader: () => loadAreas('brand'),
  component: lazyRouteComponent(() => import('./BrandPage.tsx'), 'BrandPage'),
})

export const brandRoutes = [brandRoute] as const
