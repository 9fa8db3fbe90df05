import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { rootRoute } from '../router/root-route.tsx'
import { oneOf, textOf } from '../router/search-text.ts'

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (
    raw: Record<string, unknown>,
  ): { next?: string | undefined; step?: 'code' | undefined; problem?: string | undefined } => ({
    next: textOf(raw.next),
    step: oneOf(raw.step, ['code']),
    problem: textOf(raw.problem),
  }),
  beforeLoad: ({ search }) => {
    if (search.problem === 'no_workspace') throw redirect({ to: '/no-workspace' })
  },
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

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  loader: () => loadAreas('sign_in'),
  component: lazyRouteComponent(() => import('./ForgotPasswordPage.tsx'), 'ForgotPasswordPage'),
})

const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new-password',
  loader: () => loadAreas('sign_in'),
  component: lazyRouteComponent(() => import('./NewPasswordPage.tsx'), 'NewPasswordPage'),
})

const secureSignInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/secure-sign-in',
  loader: () => loadAreas('sign_in', 'account'),
  component: lazyRouteComponent(() => import('./SecureSignInPage.tsx'), 'SecureSignInPage'),
})

const noWorkspaceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/no-workspace',
  loader: () => loadAreas('sign_in', 'people'),
  component: lazyRouteComponent(() => import('./NoWorkspacePage.tsx'), 'NoWorkspacePage'),
})

export const signInRoutes = [
  signInRoute,
  firstRunRoute,
  forgotPasswordRoute,
  newPasswordRoute,
  secureSignInRoute,
  noWorkspaceRoute,
] as const
