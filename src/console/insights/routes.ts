import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { readInsightsSearch } from './insights-search.ts'
import { readPredictionsSearch } from './predictions/predictions-search.ts'
import { readPreviewSearch } from './recommendations/preview-search.ts'
import { isInsightsView } from './views.ts'
import { readWorthSearch } from './worth/worth-search.ts'

export const insightsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights',
  validateSearch: readInsightsSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/insights/$view', params: { view: 'retention' }, search, replace: true })
  },
})

export const insightsViewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights/$view',
  validateSearch: readInsightsSearch,
  beforeLoad: ({ params, search }) => {
    if (isInsightsView(params.view)) return
    throw redirect({ to: '/insights/$view', params: { view: 'retention' }, search, replace: true })
  },
  loader: () => loadAreas('report', 'insights', 'segments'),
  component: lazyRouteComponent(() => import('./InsightsPage.tsx'), 'InsightsPage'),
})

const recommendationsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights/recommendations',
  validateSearch: readPreviewSearch,
  loader: () => loadAreas('insights', 'recommendations'),
  component: lazyRouteComponent(() => import('./recommendations/RecommendationsPage.tsx'), 'RecommendationsPage'),
})

const predictionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights/predictions',
  validateSearch: readPredictionsSearch,
  loader: () => loadAreas('report', 'insights', 'predictions', 'tasks'),
  component: lazyRouteComponent(() => import('./predictions/PredictionsPage.tsx'), 'PredictionsPage'),
})

const worthRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insights/worth',
  validateSearch: readWorthSearch,
  loader: () => loadAreas('report', 'insights', 'predictions', 'tasks'),
  component: lazyRouteComponent(() => import('./worth/WorthPage.tsx'), 'WorthPage'),
})

export const insightsRoutes = [
  insightsRoute,
  insightsViewRoute,
  recommendationsRoute,
  predictionsRoute,
  worthRoute,
] as const
