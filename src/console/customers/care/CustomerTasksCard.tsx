import { useState } from 'react'
import { roleMay } from '#contract/permissions'
import type { Task } from '#contract/tasks'
import { useSession } from '../../api/session.ts'
import { Card } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { TaskDialog } from '../../tasks/TaskDialog.tsx'
import { TaskList } from '../../tasks/TaskList.tsx'
import { AddButton } from './AddButton.tsx'
import classes from './care.module.css'

type CustomerTasksCardProps = { customer: { customerId: string; name: string }; tasks: Task[]; today: string }

/** What somebody has promised to do for this customer: open ones, then the latest that are done. */
export function CustomerTasksCard({ customer, tasks, today }: CustomerTasksCardProps) {
  const { t } = useI18n()
  const { role } = useSession()
  const [adding, setAdding] = useState(false)
  const open = tasks.filter(({ status }) => status === 'open')
  const closed = tasks
    .filter(({ status }) => status !== 'open')
    .toSorted((a, b) => (b.closedAt ?? '').localeCompare(a.closedAt ?? ''))
    .slice(0, 3)
  return (
    <Card
      title={t('tasks.title')}
      aside={
        roleMay(role, 'tasks:write') && (
          <AddButton label={t('tasks.add')} onClick={() => setAdding(true)}>
            {t('care.add')}
          </AddButton>
        )
      }
    >
      {open.length + closed.length === 0 ? (
        <p className={classes.empty}>
          {t('care.tasks.empty')} <span className={classes.example}>{t('care.tasks.example')}</span>
        </p>
      ) : (
        <TaskList tasks={[...open, ...closed]} today={today} withoutCustomer compact />
      )}
      {adding && <TaskDialog customer={customer} today={today} onClose={() => setAdding(false)} />}
    </Card>
  )
}
