import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../../i18n/store.ts'
import { textOf } from '../../router/search-text.ts'
import { settingsRoute } from '../settings-route.ts'

export type AuditSearch = {
  action?: string | undefined
  actor?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  validateSearch: (raw: Record<string, unknown>): AuditSearch => ({
    action: textOf(raw.action),
    actor: textOf(raw.actor),
    from: textOf(raw.from),
    to: textOf(raw.to),
  }),
  loader: () => loadAreas('audit'),
  component: lazyRouteComponent(() => import('./AuditPage.tsx'), 'AuditPage'),
})

export const auditRoutes = [auditRoute] as const
