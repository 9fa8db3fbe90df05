import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { settingsRoute } from '../settings-route.ts'

const workspacesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/workspaces',
  loader: () => loadAreas('people', 'account', 'sign_in'),
  component: lazyRouteComponent(() => import('./WorkspacesPage.tsx'), 'WorkspacesPage'),
})

export const workspacesRoutes = [workspacesRoute] as const
