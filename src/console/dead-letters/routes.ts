import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { oneOf, textOf } from '../router/search-text.ts'
import { settingsRoute } from '../settings/settings-route.ts'

export const deadLetterStates = ['open', 'replayed', 'discarded'] as const

export type DeadLettersSearch = {
  reason?: string | undefined
  status?: (typeof deadLetterStates)[number] | undefined
}

export const deadLettersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/dead-letters',
  validateSearch: (raw: Record<string, unknown>): DeadLettersSearch => ({
    reason: textOf(raw.reason),
    status: oneOf(raw.status, deadLetterStates),
  }),
  loader: () => loadAreas('dead_letters'),
  component: lazyRouteComponent(() => import('./DeadLettersPage.tsx'), 'DeadLettersPage'),
})

export const deadLettersRoutes = [deadLettersRoute] as const
