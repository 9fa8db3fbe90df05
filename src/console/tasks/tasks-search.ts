import { taskKinds } from '#contract/task-words'
import type { ListTasksQuery, TaskKind } from '#contract/tasks'
import { oneOf, textOf } from '../router/search-text.ts'

export const taskFilters = ['open', 'overdue', 'today', 'week', 'later', 'done'] as const
const owners = ['mine', 'all', 'nobody'] as const

/** What the address of the list says; all of it optional. `task` opens one. */
export type TasksSearch = {
  view?: (typeof taskFilters)[number] | undefined
  owner?: ListTasksQuery['owner'] | undefined
  kind?: TaskKind | undefined
  search?: string | undefined
  task?: string | undefined
}

export function readTasksSearch(raw: Record<string, unknown>): TasksSearch {
  return {
    view: oneOf(raw.view, taskFilters),
    owner: oneOf(raw.owner, owners),
    kind: oneOf(raw.kind, taskKinds),
    search: textOf(raw.search),
    task: textOf(raw.task),
  }
}
