import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf } from '../router/search-text.ts'

const load = () => loadAreas('imports', 'import_reasons', 'report')

export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  loader: load,
  component: lazyRouteComponent(() => import('./ImportsPage.tsx'), 'ImportsPage'),
})

export type ImportSearch = { step?: 'try' | undefined }

export const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$importId',
  validateSearch: (raw: Record<string, unknown>): ImportSearch => ({ step: oneOf(raw.step, ['try']) }),
  loader: load,
  component: lazyRouteComponent(() => import('./ImportPage.tsx'), 'ImportPage'),
})

export const importsRoutes = [importsRoute, importRoute] as const
