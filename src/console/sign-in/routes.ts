import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { rootRoute } from '../router/root-route.tsx'
import { textOf } from '../router/search-text.ts'

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>): { next?: string | undefined } => ({ next: textOf(raw.next) }),
  loader: () => loadAreas('sign_in'),
  component: lazyRouteComponent(() => import('./SignInPage.tsx'), 'SignInPage'),
})

export const firstRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (raw: Record<string, unknown>): { token?: string | undefined } => ({ token: textOf(raw.token) }),
  loader: () => loadAreas('sign_in'),
  component: lazyRouteComponent(() => import('./FirstRunPage.tsx'), 'FirstRunPage'),
})

export const signInRoutes = [signInRoute, firstRunRoute] as const
