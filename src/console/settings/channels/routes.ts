import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

const channelsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/channels',
  loader: () => loadAreas('messaging', 'channels'),
  component: lazyRouteComponent(() => import('./ChannelsPage.tsx'), 'ChannelsPage'),
})

export const channelsRoutes = [channelsRoute] as const
