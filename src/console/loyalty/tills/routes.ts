import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { shellRoute } from '../../router/root-route.tsx'
import { textOf } from '../../router/search-text.ts'

export const tillsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/tills',
  validateSearch: (raw: Record<string, unknown>): { programme?: string | undefined } => ({
    programme: textOf(raw.programme),
  }),
  loader: () => loadAreas('loyalty', 'till'),
  component: lazyRouteComponent(() => import('./TillsPage.tsx'), 'TillsPage'),
})
