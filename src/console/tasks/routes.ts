import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadAreas } from '../i18n/store.ts'
import { shellRoute } from '../router/root-route.tsx'
import { readTasksSearch } from './tasks-search.ts'

export const tasksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tasks',
  validateSearch: readTasksSearch,
  loader: () => loadAreas('tasks', 'care'),
  component: lazyRouteComponent(() => import('./TasksPage.tsx'), 'TasksPage'),
})

export const tasksRoutes = [tasksRoute] as const
