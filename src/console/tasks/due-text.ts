import type { Task } from '#contract/tasks'
import { clockText } from '../i18n/clock-text.ts'
import type { I18n } from '../i18n/use-i18n.ts'

/** When a task is due, in the words one would say: overdue for 2 days, today at 14:00, tomorrow, a day. */
export function dueText({ t, day, locale }: Pick<I18n, 't' | 'day' | 'locale'>, task: Task, today: string): string {
  if (task.status !== 'open') return task.closedAt === null ? '' : t('tasks.closed_on', { day: day(task.closedAt) })
  if (task.snoozedUntil !== null && task.snoozedUntil > today)
    return t('tasks.snoozed_until', { day: day(task.snoozedUntil) })
  if (task.due === null) return t('tasks.no_due')
  const { on, at } = task.due
  const days = Math.round((Date.parse(on) - Date.parse(today)) / 86_400_000)
  const said = days < -1 ? t('tasks.overdue_days', { days: -days }) : days === -1 ? t('tasks.yesterday') : undefined
  if (said !== undefined) return said
  const when = days === 0 ? t('tasks.today') : days === 1 ? t('tasks.tomorrow') : day(on)
  return at === null ? when : t('tasks.at', { day: when, time: clockText(at, locale) })
}
