import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type CampaignFate, campaignFates } from '#contract/campaign-words'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf } from '../router/search-text.ts'

const load = () => loadAreas('campaigns', 'experiments', 'messaging')
const loadFeeds = () => loadAreas('campaigns', 'messaging', 'journeys')

export const campaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId',
  validateSearch: (raw: Record<string, unknown>): { fate?: CampaignFate | undefined } => ({
    fate: oneOf(raw.fate, campaignFates),
  }),
  loader: load,
  component: lazyRouteComponent(() => import('./CampaignPage.tsx'), 'CampaignPage'),
})

export const editCampaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId/edit',
  loader: load,
  component: lazyRouteComponent(() => import('./EditCampaignPage.tsx'), 'EditCampaignPage'),
})

/** `new` writes one down. */
export const feedRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/feeds/$feedId',
  loader: loadFeeds,
  component: lazyRouteComponent(() => import('./feeds/FeedPage.tsx'), 'FeedPage'),
})

export const campaignsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/campaigns/feeds',
    loader: loadFeeds,
    component: lazyRouteComponent(() => import('./feeds/FeedsPage.tsx'), 'FeedsPage'),
  }),
  feedRoute,
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/campaigns',
    loader: load,
    component: lazyRouteComponent(() => import('./CampaignsPage.tsx'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/campaigns/new',
    loader: load,
    component: lazyRouteComponent(() => import('./EditCampaignPage.tsx'), 'NewCampaignPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/campaigns/what-works',
    loader: load,
    component: lazyRouteComponent(() => import('./WhatWorksPage.tsx'), 'WhatWorksPage'),
  }),
  campaignRoute,
  editCampaignRoute,
] as const
