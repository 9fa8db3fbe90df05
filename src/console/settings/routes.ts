import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { brandRoutes } from './brand/routes.ts'
import { channelsRoutes } from './channels/routes.ts'
import { keysRoutes } from './keys/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { settingsRoute } from './settings-route.ts'
import { traitsRoutes } from './traits/routes.ts'
import { workspacesRoutes } from './workspaces/routes.ts'

export { settingsRoute }

const workspaceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./WorkspacePage.tsx'), 'WorkspacePage'),
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

export const settingsRoutes = [
  ...peopleRoutes,
  ...workspacesRoutes,
  ...keysRoutes,
  ...brandRoutes,
  ...channelsRoutes,
  ...traitsRoutes,
  workspaceRoute,
  languageRoute,
  aboutRoute,
] as const
