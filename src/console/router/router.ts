import { createRouter } from '@tanstack/react-router'
import { queryClient, whenSignedOut } from '../api/query-client.ts'
import { campaignsRoutes } from '../campaigns/routes.ts'
import { customersRoutes } from '../customers/routes.ts'
import { deadLettersRoutes } from '../dead-letters/routes.ts'
import { experimentsRoutes, globalControlRoutes } from '../experiments/routes.ts'
import { importsRoutes } from '../imports/routes.ts'
import { inboxRoutes } from '../inbox/routes.ts'
import { insightsRoutes } from '../insights/routes.ts'
import { jobsRoutes } from '../jobs/routes.ts'
import { journeysRoutes } from '../journeys/routes.ts'
import { loyaltyRoutes } from '../loyalty/routes.ts'
import { messagesRoutes } from '../messages/routes.ts'
import { productsRoutes } from '../products/routes.ts'
import { segmentsRoutes } from '../segments/routes.ts'
import { accountRoutes } from '../settings/account/routes.ts'
import { auditRoutes } from '../settings/audit/routes.ts'
import { joinRoute } from '../settings/people/routes.ts'
import { privacyRoutes } from '../settings/privacy/routes.ts'
import { settingsRoute, settingsRoutes } from '../settings/routes.ts'
import { PageError } from '../shell/ErrorPage.tsx'
import { signInRoutes } from '../sign-in/routes.ts'
import { surveysRoutes } from '../surveys/routes.ts'
import { tasksRoutes } from '../tasks/routes.ts'
import { todayRoutes } from '../today/routes.ts'
import { notFoundRoute, rootRoute, shellRoute } from './root-route.tsx'
import { parseSearch, stringifySearch } from './search-text.ts'

const routeTree = rootRoute.addChildren([
  ...signInRoutes,
  joinRoute,
  shellRoute.addChildren([
    ...todayRoutes,
    ...customersRoutes,
    ...segmentsRoutes,
    ...journeysRoutes,
    ...campaignsRoutes,
    ...messagesRoutes,
    ...loyaltyRoutes,
    ...surveysRoutes,
    ...tasksRoutes,
    ...inboxRoutes,
    ...insightsRoutes,
    ...experimentsRoutes,
    ...productsRoutes,
    ...importsRoutes,
    ...jobsRoutes,
    notFoundRoute,
    settingsRoute.addChildren([
      ...settingsRoutes,
      ...accountRoutes,
      ...deadLettersRoutes,
      ...auditRoutes,
      ...privacyRoutes,
      ...globalControlRoutes,
    ]),
  ]),
])

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  scrollRestoration: true,
})

whenSignedOut(() => {
  // Before the first page stands, its own route leads to sign-in.
  if (router.state.resolvedLocation === undefined) return
  const { pathname, href } = router.state.location
  if (['/sign-in', '/setup', '/forgot-password', '/new-password'].includes(pathname)) return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
