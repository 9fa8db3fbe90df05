import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type ExperimentStatus, experimentStatuses } from '#contract/experiment-words'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf } from '../router/search-text.ts'
import { settingsRoute } from '../settings/settings-route.ts'

const load = () => loadAreas('experiments', 'customers')

export type ExperimentsSearch = { status?: ExperimentStatus | undefined }

export const experimentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/experiments',
  validateSearch: (raw: Record<string, unknown>): ExperimentsSearch => ({
    status: oneOf(raw.status, experimentStatuses),
  }),
  loader: load,
  component: lazyRouteComponent(() => import('./ExperimentsPage.tsx'), 'ExperimentsPage'),
})

const newExperimentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/experiments/new',
  loader: load,
  component: lazyRouteComponent(() => import('./NewExperimentPage.tsx'), 'NewExperimentPage'),
})

export const experimentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/experiments/$experimentId',
  loader: load,
  component: lazyRouteComponent(() => import('./ExperimentPage.tsx'), 'ExperimentPage'),
})

export const editExperimentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/experiments/$experimentId/edit',
  loader: load,
  component: lazyRouteComponent(() => import('./EditExperimentPage.tsx'), 'EditExperimentPage'),
})

export const experimentsRoutes = [experimentsRoute, newExperimentRoute, experimentRoute, editExperimentRoute] as const

export const globalControlRoutes = [
  createRoute({
    getParentRoute: () => settingsRoute,
    path: '/global-control',
    loader: load,
    component: lazyRouteComponent(() => import('./GlobalControlPage.tsx'), 'GlobalControlPage'),
  }),
] as const
