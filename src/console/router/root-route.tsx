import { createRootRoute, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { isUnauthorized } from '../api/problem.ts'
import { queryClient } from '../api/query-client.ts'
import { sessionQuery } from '../api/session.ts'
import { adoptSession } from '../i18n/adopt-session.ts'
import { loadAreas } from '../i18n/store.ts'
import { ErrorPage } from '../shell/ErrorPage.tsx'
import { NotFoundPage } from '../shell/NotFoundPage.tsx'
import { Shell } from '../shell/Shell.tsx'

export const rootRoute = createRootRoute({
  beforeLoad: () => loadAreas('console'),
  component: Outlet,
  errorComponent: ErrorPage,
})

/** Everything behind sign-in: navigation around the page, and the address kept for after sign-in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    let mustSecureSignIn = false
    try {
      const session = await queryClient.ensureQueryData(sessionQuery)
      await adoptSession(session)
      mustSecureSignIn = session.mustSecureSignIn
    } catch (error) {
      if (!isUnauthorized(error)) throw error
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    }
    if (mustSecureSignIn) throw redirect({ to: '/secure-sign-in' })
  },
  component: Shell,
  errorComponent: ErrorPage,
})

/** Any other address: the navigation stays. */
export const notFoundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFoundPage,
})
