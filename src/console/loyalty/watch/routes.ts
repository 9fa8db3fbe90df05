import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { oversightSpans } from '#contract/loyalty-oversight-words'
import { loadAreas } from '../../i18n/store.ts'
import { shellRoute } from '../../router/root-route.tsx'
import { oneOf, textOf } from '../../router/search-text.ts'

type Search = {
  programme?: string | undefined
  show?: 'decided' | undefined
  days?: (typeof oversightSpans)[number] | undefined
}

export const oversightRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/loyalty/oversight',
  validateSearch: (raw: Record<string, unknown>): Search => ({
    programme: textOf(raw.programme),
    show: oneOf(raw.show, ['decided'] as const),
    days: oversightSpans.find((days) => days === Number(raw.days)),
  }),
  loader: () => loadAreas('loyalty', 'till'),
  component: lazyRouteComponent(() => import('./OversightPage.tsx'), 'OversightPage'),
})
