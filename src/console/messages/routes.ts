import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type MessageState, messageStates } from '#contract/messaging-words'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { oneOf } from '../router/search-text.ts'

const loader = () => loadAreas('messaging')

export const messagesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages',
  validateSearch: (raw: Record<string, unknown>): { state?: MessageState | undefined } => ({
    state: oneOf(raw.state, messageStates),
  }),
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

export const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/calendar',
  validateSearch: (raw: Record<string, unknown>): { from?: string | undefined } => ({
    from: typeof raw.from === 'string' && /^\d{4}-\d\d-\d\d$/.test(raw.from) ? raw.from : undefined,
  }),
  loader,
  component: lazyRouteComponent(() => import('./CalendarPage.tsx'), 'CalendarPage'),
})

export const silenceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/silence',
  validateSearch: (raw: Record<string, unknown>): { days?: number } =>
    Number(raw.days) > 0 ? { days: Math.min(Math.round(Number(raw.days)), 3650) } : {},
  loader,
  component: lazyRouteComponent(() => import('./SilencePage.tsx'), 'SilencePage'),
})

export const suppressionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages/suppressions',
  validateSearch: (raw: Record<string, unknown>): { reason?: 'bounced' | 'complained' | undefined } => ({
    reason: oneOf(raw.reason, ['bounced', 'complained']),
  }),
  loader,
  component: lazyRouteComponent(() => import('./SuppressionsPage.tsx'), 'SuppressionsPage'),
})

export const messagesRoutes = [
  messagesRoute,
  templatesRoute,
  templateRoute,
  calendarRoute,
  silenceRoute,
  suppressionsRoute,
  policyRoute,
] as const
