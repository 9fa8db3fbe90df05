import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ListTasksQuery, TaskPage, TaskPeople } from '#contract/tasks'
import { api, type Query } from '../api/client.ts'
import type { TasksSearch } from './tasks-search.ts'

const pageSize = 100

export function listQuery({ view, owner, kind, search }: TasksSearch): Query {
  const isDone = view === 'done'
  return { view, owner, kind, search, sort: isDone ? 'closed' : 'due', direction: isDone ? 'desc' : 'asc' }
}

/** The list as the address describes it, page by page. */
export function tasksQuery(search: TasksSearch) {
  return infiniteQueryOptions({
    queryKey: ['tasks', 'list', listQuery(search)],
    queryFn: ({ pageParam, signal }) =>
      api.get<TaskPage>('/tasks', { ...listQuery(search), limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function someTasksQuery(wanted: Partial<ListTasksQuery>) {
  return queryOptions({
    queryKey: ['tasks', 'some', wanted],
    queryFn: ({ signal }) => api.get<TaskPage>('/tasks', { ...wanted }, signal),
  })
}

export const customerTasksQuery = (customerId: string) =>
  someTasksQuery({ customer: customerId, view: 'all', limit: 100 })

export const taskPeopleQuery = queryOptions({
  queryKey: ['tasks', 'people'],
  queryFn: ({ signal }) => api.get<TaskPeople>('/tasks/people', undefined, signal),
  staleTime: 5 * 60_000,
})
