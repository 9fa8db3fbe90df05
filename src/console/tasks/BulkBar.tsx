import { Button } from '@mantine/core'
import type { Task } from '#contract/tasks'
import { useSession } from '../api/session.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './tasks.module.css'
import { useTaskChange } from './use-task-change.ts'

/** What can be done with all the chosen tasks at once. */
export function BulkBar({ tasks, onDone }: { tasks: Task[]; onDone: () => void }) {
  const { t } = useI18n()
  const { person } = useSession()
  const { change } = useTaskChange()
  const done = () => {
    onDone()
    void change(tasks, { status: 'done' }, t('tasks.done_many', { tasks: tasks.length }), () => ({ status: 'open' }))
  }
  const take = () => {
    onDone()
    void change(tasks, { ownerId: person.personId }, t('tasks.taken', { tasks: tasks.length }), ({ owner }) => ({
      ownerId: owner?.personId ?? null,
    }))
  }
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t('tasks.chosen', { tasks: tasks.length })}>
      <b>{t('tasks.chosen', { tasks: tasks.length })}</b>
      <Button size="xs" onClick={done}>
        {t('tasks.done')}
      </Button>
      <Button size="xs" variant="default" onClick={take}>
        {t('tasks.take')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
        {t('tasks.choose_none')}
      </Button>
    </div>
  )
}
