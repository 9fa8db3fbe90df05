import type { Task } from '#contract/tasks'

const weekDays = 7

/** The same sharing out as the server's counts: what is snoozed counts from the day it comes back. */
export function groupOf(task: Task, today: string): 'overdue' | 'today' | 'week' | 'later' {
  if (task.isOverdue) return 'overdue'
  const day = [task.due?.on, task.snoozedUntil]
    .filter((one) => one != null)
    .sort()
    .at(-1)
  if (day === undefined) return 'later'
  if (day < today) return 'overdue'
  if (day === today) return 'today'
  return Date.parse(day) - Date.parse(today) <= weekDays * 86_400_000 ? 'week' : 'later'
}
