import type { Task } from '#contract/tasks'
import { TaskRow } from './TaskRow.tsx'
import classes from './tasks.module.css'

type TaskListProps = {
  tasks: Task[]
  today: string
  withoutCustomer?: boolean
  compact?: boolean
  chosen?: Set<string>
  onChoose?: (taskId: string, chosen: boolean) => void
}

/** Tasks in the order given; arrow keys go from one to the next. */
export function TaskList({ tasks, today, chosen, onChoose, compact = false, withoutCustomer = false }: TaskListProps) {
  return (
    <ul className={compact ? classes.compact : classes.list} onKeyDown={moveBetweenRows}>
      {tasks.map((task) => (
        <TaskRow
          key={task.taskId}
          task={task}
          today={today}
          withoutCustomer={withoutCustomer}
          isChosen={chosen?.has(task.taskId) ?? false}
          {...(onChoose && { onChoose: (is: boolean) => onChoose(task.taskId, is) })}
        />
      ))}
    </ul>
  )
}

function moveBetweenRows(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key] ?? 0
  if (
    step === 0 ||
    !(event.target instanceof HTMLElement) ||
    event.target.matches('input[type=text], textarea, select')
  )
    return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-task]')]
  const at = rows.findIndex((row) => row.closest('li')?.contains(event.target as Node))
  const next = rows[at + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
