import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf, textOf } from '../router/search-text.ts'
import { causesRoute, invitationsRoute, leaderboardRoute, plansRoute } from './club/routes.ts'
import { type ShopKind, shopKinds } from './presets.ts'
import { tillsRoute } from './tills/routes.ts'
import { oversightRoute } from './watch/routes.ts'

const loader = () => loadAreas('loyalty', 'customers')
const memberFilters = ['all', 'ready', 'near', 'vouchers', 'expiring', 'owing', 'tier', 'lapsed'] as const
export const memberSorts = ['joined', 'balance', 'active', 'lifetime'] as const

type OfProgramme = { programme?: string | undefined }
type MembersSearch = OfProgramme & {
  search?: string | undefined
  tier?: string | undefined
  only?: (typeof memberFilters)[number] | undefined
  sort?: (typeof memberSorts)[number] | undefined
}

/** `programme` is only there when a shop has several and looks at another than the first. */
const programmeOf = (raw: Record<string, unknown>): OfProgramme => ({ programme: textOf(raw.programme) })

export const loyaltyHomeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty',
  validateSearch: programmeOf,
  loader: () => loadAreas('loyalty', 'customers', 'experiments', 'plays'),
  component: lazyRouteComponent(() => import('./HomePage.tsx'), 'HomePage'),
})

export const newProgrammeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/new',
  validateSearch: (raw: Record<string, unknown>): { for?: ShopKind | undefined } => ({
    for: oneOf(raw.for, shopKinds),
  }),
  loader,
  component: lazyRouteComponent(() => import('./NewProgrammePage.tsx'), 'NewProgrammePage'),
})

export const loyaltyMembersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/members',
  validateSearch: (raw: Record<string, unknown>): MembersSearch => ({
    ...programmeOf(raw),
    search: textOf(raw.search),
    tier: textOf(raw.tier),
    only: oneOf(raw.only, memberFilters),
    sort: oneOf(raw.sort, memberSorts),
  }),
  loader,
  component: lazyRouteComponent(() => import('./MembersPage.tsx'), 'MembersPage'),
})

export const loyaltyRewardsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/rewards',
  validateSearch: programmeOf,
  loader,
  component: lazyRouteComponent(() => import('./RewardsPage.tsx'), 'RewardsPage'),
})

export const loyaltyRulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/rules',
  validateSearch: programmeOf,
  loader,
  component: lazyRouteComponent(() => import('./RulesPage.tsx'), 'RulesPage'),
})

export const loyaltyLedgerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/ledger',
  validateSearch: (raw: Record<string, unknown>): OfProgramme & { kind?: string | undefined } => ({
    ...programmeOf(raw),
    kind: textOf(raw.kind),
  }),
  loader,
  component: lazyRouteComponent(() => import('./LedgerPage.tsx'), 'LedgerPage'),
})

export const loyaltyLiabilityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/liability',
  validateSearch: programmeOf,
  loader,
  component: lazyRouteComponent(() => import('./LiabilityPage.tsx'), 'LiabilityPage'),
})

export const loyaltyRoutes = [
  loyaltyHomeRoute,
  newProgrammeRoute,
  loyaltyMembersRoute,
  loyaltyRewardsRoute,
  loyaltyRulesRoute,
  loyaltyLedgerRoute,
  loyaltyLiabilityRoute,
  causesRoute,
  leaderboardRoute,
  invitationsRoute,
  plansRoute,
  tillsRoute,
  oversightRoute,
] as const
