import { Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCircle,
  IconCircleCheckFilled,
  IconClockPause,
  IconDotsVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { memo, useState } from 'react'
import { roleMay } from '#contract/permissions'
import type { Task } from '#contract/tasks'
import { useSession } from '../api/session.ts'
import { Badge } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { CloseTaskDialog } from './CloseTaskDialog.tsx'
import { dueText } from './due-text.ts'
import { TaskDialog } from './TaskDialog.tsx'
import { taskSigns } from './task-signs.ts'
import classes from './tasks.module.css'
import { useTaskChange } from './use-task-change.ts'

type TaskRowProps = {
  task: Task
  today: string
  withoutCustomer: boolean
  isChosen: boolean
  onChoose?: (isChosen: boolean) => void
}

/** One task: done with a click, its outcome told in the same breath, or put off. */
export const TaskRow = memo(function TaskRow({ task, today, withoutCustomer, isChosen, onChoose }: TaskRowProps) {
  const i18n = useI18n()
  const { t } = i18n
  const { role } = useSession()
  const { change } = useTaskChange()
  const [open, setOpen] = useState<'edit' | 'close'>()
  const isOpen = task.status === 'open'
  const mayWrite = roleMay(role, 'tasks:write')
  const Icon = taskSigns[task.kind]
  const reopen = () => void change([task], { status: 'open' })
  const due = dueText(i18n, task, today)
  return (
    <li className={classes.row} data-status={task.status}>
      {onChoose && isOpen && (
        <input
          type="checkbox"
          className={classes.choose}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          aria-label={t('tasks.choose', { title: task.title })}
        />
      )}
      <button
        type="button"
        data-task={task.taskId}
        className={classes.done}
        disabled={!mayWrite}
        onClick={isOpen ? () => setOpen('close') : reopen}
        aria-label={t(isOpen ? 'tasks.finish' : 'tasks.reopen', { title: task.title })}
        title={t(isOpen ? 'tasks.finish' : 'tasks.reopen', { title: task.title })}
      >
        {isOpen ? <IconCircle size={20} stroke={1.6} aria-hidden /> : <IconCircleCheckFilled size={20} aria-hidden />}
      </button>
      <div className={classes.words}>
        <span className={classes.name} dir="auto">
          {task.title}
        </span>
        <span className={classes.meta}>
          <span className={classes.kind}>
            <Icon size={14} stroke={1.8} aria-hidden />
            {t(`tasks.kind.${task.kind}`)}
          </span>
          {task.isOverdue ? <Badge tone="now">{due}</Badge> : <span>{due}</span>}
          {!withoutCustomer && task.customer && (
            <Link to="/customers/$customerId" params={{ customerId: task.customer.customerId }}>
              <bdi>{task.customer.name}</bdi>
            </Link>
          )}
          {task.owner ? <bdi>{task.owner.name}</bdi> : <span>{t('tasks.nobody')}</span>}
          {task.status === 'dropped' && <span>{t('tasks.dropped')}</span>}
          {task.outcome && <span>{t(`tasks.outcome.${task.outcome}`)}</span>}
        </span>
        {task.outcomeNote && (
          <span className={classes.note} dir="auto">
            {task.outcomeNote}
          </span>
        )}
      </div>
      {mayWrite && <TaskMenu task={task} today={today} onEdit={() => setOpen('edit')} onReopen={reopen} />}
      {open === 'close' && <CloseTaskDialog task={task} onClose={() => setOpen(undefined)} />}
      {open === 'edit' && <TaskDialog task={task} today={today} onClose={() => setOpen(undefined)} />}
    </li>
  )
})

type TaskMenuProps = { task: Task; today: string; onEdit: () => void; onReopen: () => void }

function TaskMenu({ task, today, onEdit, onReopen }: TaskMenuProps) {
  const { t } = useI18n()
  const { change } = useTaskChange()
  const snooze = (days: number) => {
    const until = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
    void change([task], { snoozedUntil: until }, t('tasks.snoozed'), ({ snoozedUntil }) => ({ snoozedUntil }))
  }
  const drop = () => void change([task], { status: 'dropped' }, t('tasks.dropped_toast'), () => ({ status: 'open' }))
  const icon = { size: 16, stroke: 1.7, 'aria-hidden': true }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.menu} aria-label={t('tasks.more', { title: task.title })}>
          <IconDotsVertical size={17} stroke={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onEdit}>
          {t('tasks.edit')}
        </Menu.Item>
        {task.status === 'open' ? (
          <>
            <Menu.Item leftSection={<IconClockPause {...icon} />} onClick={() => snooze(1)}>
              {t('tasks.snooze_day')}
            </Menu.Item>
            <Menu.Item leftSection={<IconClockPause {...icon} />} onClick={() => snooze(7)}>
              {t('tasks.snooze_week')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash {...icon} />} onClick={drop}>
              {t('tasks.drop')}
            </Menu.Item>
          </>
        ) : (
          <Menu.Item leftSection={<IconArrowBackUp {...icon} />} onClick={onReopen}>
            {t('tasks.reopen_short')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
