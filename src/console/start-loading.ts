import { queryClient } from './api/query-client.ts'
import { sessionQuery } from './api/session.ts'
import { currentCalendar, loadAreas } from './i18n/store.ts'
import { todayQuery } from './today/today-query.ts'

/**
 * Asks at once for what the router would ask for step by step: words, session, figures and the page's own code travel together.
 * Failures are the router's to show; it finds the same answers in the same places.
 */
export function startLoading(path: string): void {
  void loadAreas('console')
  if (path === '/sign-in' || path === '/setup') return
  void queryClient.prefetchQuery(sessionQuery)
  if (path !== '/') return
  void queryClient.prefetchQuery(todayQuery(currentCalendar()))
  void loadAreas('today', 'customers')
  void import('./today/TodayPage.tsx')
}
