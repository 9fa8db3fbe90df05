import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { shellRoute } from '../../router/root-route.tsx'
import { textOf } from '../../router/search-text.ts'

const search = (raw: Record<string, unknown>): { programme?: string | undefined } => ({
  programme: textOf(raw.programme),
})
const loader = () => loadAreas('loyalty', 'club')

export const causesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/causes',
  validateSearch: search,
  loader,
  component: lazyRouteComponent(() => import('./CausesPage.tsx'), 'CausesPage'),
})

export const leaderboardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/leaderboard',
  validateSearch: search,
  loader,
  component: lazyRouteComponent(() => import('./LeaderboardPage.tsx'), 'LeaderboardPage'),
})

export const invitationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/invitations',
  validateSearch: search,
  loader: () => loadAreas('loyalty', 'club', 'plays'),
  component: lazyRouteComponent(() => import('./InvitationsPage.tsx'), 'InvitationsPage'),
})

export const plansRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/plans',
  validateSearch: search,
  loader,
  component: lazyRouteComponent(() => import('./PlansPage.tsx'), 'PlansPage'),
})
