import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { settingsRoute } from './settings-route.ts'

export { settingsRoute }

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./WorkspacePage.tsx'), 'WorkspacePage'),
})

const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./ApiKeysPage.tsx'), 'ApiKeysPage'),
})

const languageRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/language',
  component: lazyRouteComponent(() => import('./LanguagePage.tsx'), 'LanguagePage'),
})

const aboutRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/about',
  component: lazyRouteComponent(() => import('./AboutPage.tsx'), 'AboutPage'),
})

export const settingsRoutes = [workspaceRoute, apiKeysRoute, languageRoute, aboutRoute] as const
