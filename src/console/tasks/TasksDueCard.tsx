import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { groupOf } from './group-tasks.ts'
import { TaskList } from './TaskList.tsx'
import { someTasksQuery } from './tasks-query.ts'

const shown = 6
export const dueTasksQuery = someTasksQuery({ view: 'open', limit: 50 })

/** For Today: what is due or overdue. Nothing at all where nothing is. */
export function TasksDueCard() {
  const { t } = useI18n()
  const { data } = useQuery(dueTasksQuery)
  if (!data) return null
  const due = data.tasks.filter((task) => ['overdue', 'today'].includes(groupOf(task, data.today)))
  const count = data.counts.overdue + data.counts.today
  if (due.length === 0) return null
  return (
    <Card title={t('tasks.due_card')} aside={<Link to="/tasks">{t('tasks.see_all', { tasks: count })}</Link>}>
      <TaskList tasks={due.slice(0, shown)} today={data.today} compact />
    </Card>
  )
}
