import type { ListTasksQuery } from '#contract/tasks'
import { eachRow } from '#platform/cursor'
import { listTasks } from './list-tasks.ts'
import type { TasksDeps } from './tasks-deps.ts'

export const taskCsvHeader = [
  'task_id',
  'title',
  'kind',
  'customer',
  'customer_id',
  'owner',
  'due_on',
  'due_at',
  'snoozed_until',
  'status',
  'outcome',
  'outcome_note',
  'created_at',
  'closed_at',
]

/** All tasks that match, page by page. */
export async function* taskCsvRows(
  deps: TasksDeps,
  caller: { workspaceId: string; personId: string | null },
  query: ListTasksQuery,
): AsyncIterable<(string | null)[]> {
  const tasks = eachRow(async (cursor) => {
    const page = await listTasks(deps, caller, { ...query, cursor, limit: 200 })
    return { rows: page.tasks, next: page.nextCursor }
  })
  for await (const task of tasks)
    yield [
      task.taskId,
      task.title,
      task.kind,
      task.customer?.name ?? null,
      task.customer?.customerId ?? null,
      task.owner?.name ?? null,
      task.due?.on ?? null,
      task.due?.at ?? null,
      task.snoozedUntil,
      task.status,
      task.outcome,
      task.outcomeNote,
      task.createdAt,
      task.closedAt,
    ]
}
