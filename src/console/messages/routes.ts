import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { messageStates } from '#contract/messaging-words'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf } from '../router/search-text.ts'

const loader = () => loadAreas('messaging')

export const messagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages',
  validateSearch: (raw: Record<string, unknown>) => ({ state: oneOf(raw.state, messageStates) }),
  loader,
  component: lazyRouteComponent(() => import('./OutboxPage.tsx'), 'OutboxPage'),
})

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/templates',
  loader,
  component: lazyRouteComponent(() => import('./TemplatesPage.tsx'), 'TemplatesPage'),
})

/** `new` makes one. */
export const templateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/templates/$templateId',
  loader,
  component: lazyRouteComponent(() => import('./TemplatePage.tsx'), 'TemplatePage'),
})

const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/policy',
  loader,
  component: lazyRouteComponent(() => import('./PolicyPage.tsx'), 'PolicyPage'),
})

export const messagesRoutes = [messagesRoute, templatesRoute, templateRoute, policyRoute] as const
