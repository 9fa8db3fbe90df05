import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { textOf } from '../router/search-text.ts'

const load = () => loadAreas('segments', 'customers', 'care')

export type SegmentsSearch = { search?: string | undefined }
/** `ready` names a ready-made one to begin with; `from` is a definition as the API writes it. */
export type NewSegmentSearch = { ready?: string | undefined; from?: string | undefined }

export const segmentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/segments',
  validateSearch: (raw: Record<string, unknown>): SegmentsSearch => ({ search: textOf(raw.search) }),
  loader: load,
  component: lazyRouteComponent(() => import('./SegmentsPage.tsx'), 'SegmentsPage'),
})

export const newSegmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/segments/new',
  validateSearch: (raw: Record<string, unknown>): NewSegmentSearch => ({
    ready: textOf(raw.ready),
    from: textOf(raw.from),
  }),
  loader: load,
  component: lazyRouteComponent(() => import('./NewSegmentPage.tsx'), 'NewSegmentPage'),
})

export const segmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/segments/$segmentId',
  loader: load,
  component: lazyRouteComponent(() => import('./SegmentPage.tsx'), 'SegmentPage'),
})

export const editSegmentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/segments/$segmentId/edit',
  loader: load,
  component: lazyRouteComponent(() => import('./EditSegmentPage.tsx'), 'EditSegmentPage'),
})

export const segmentsRoutes = [segmentsRoute, newSegmentRoute, segmentRoute, editSegmentRoute] as const
