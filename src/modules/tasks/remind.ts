import { sql } from 'kysely'
import { z } from 'zod'
import { translatorFor } from '#i18n'
import { notify } from '#modules/notifications'
import { listColleagues } from '#modules/workspaces'
import { isLocale } from '#platform/i18n'
import type { Jobs } from '#platform/jobs'
import { inWorkspace, type Tx } from '#platform/postgres'
import { linkTo } from './create-task.ts'
import { readMoment } from './tasks.repo.ts'
import type { ReminderDeps } from './tasks-deps.ts'

const job = 'tasks.remind'
/** Nobody is told of the day's tasks before it is day. */
const dayBegins = 8
const soonMinutes = 15

type Due = { taskId: string; title: string; ownerId: string; time: string | null }

/**
 * Reminds the owners of a workspace's tasks, each once: of the day's tasks in the morning, of one with a time a quarter of an hour
 * before. Within the product and by mail. The rows taken are locked, so workers side by side tell nothing twice.
 */
export async function remindOwners(deps: ReminderDeps, workspaceId: string): Promise<number> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { now, today, timeZone } = await readMoment(tx, workspaceId, deps.clock.now())
    const isDay = now.toZonedDateTimeISO(timeZone).hour >= dayBegins
    const due = await sql<Due>`
      update tasks t set reminded_at = ${now.toString()} from (
        select task_id from tasks where workspace_id = ${workspaceId} and status = 'open' and reminded_at is null
          and owner_id is not null and greatest(due_on, snoozed_until) <= ${today}::date
          and case when due_at is null or due_on < ${today}::date or snoozed_until > due_on then ${isDay}
            else due_at <= ${now.add({ minutes: soonMinutes }).toString()} end
        order by task_id limit 500 for update skip locked) found
      where t.workspace_id = ${workspaceId} and t.task_id = found.task_id
      returning t.task_id as "taskId", t.title, t.owner_id as "ownerId",
        to_char(t.due_at at time zone ${timeZone}, 'HH24:MI') as time`.execute(tx)
    for (const [ownerId, tasks] of Map.groupBy(due.rows, (task) => task.ownerId)) {
      await tellDue(tx, deps, { workspaceId, ownerId, today }, tasks)
    }
    return due.rows.length
  })
}

async function tellDue(
  tx: Tx,
  { mailer, publicUrl }: ReminderDeps,
  { workspaceId, ownerId, today }: { workspaceId: string; ownerId: string; today: string },
  tasks: Due[],
): Promise<void> {
  for (const { taskId, title } of tasks)
    await notify(tx, workspaceId, { personId: ownerId, kind: 'task_due', params: { title }, link: linkTo(taskId) })
  const owner = (await listColleagues(tx, workspaceId)).find(({ personId }) => personId === ownerId)
  const [first] = tasks
  if (!owner || !first) return
  const locale = isLocale(owner.locale) ? owner.locale : 'en'
  const t = translatorFor(locale, 'tasks')
  const lines = tasks.slice(0, 10).map(({ title, time }) => (time === null ? title : `${time} · ${title}`))
  await mailer.send(
    {
      key: `task-due:${first.taskId}:${today}`,
      to: { email: owner.email, name: owner.name },
      locale,
      workspaceId,
      subject: t('tasks.mail.subject', { tasks: tasks.length }),
      heading: t('tasks.mail.heading', { tasks: tasks.length }),
      paragraphs: lines,
      action: { label: t('tasks.mail.open'), url: new URL('/tasks?owner=mine', publicUrl()).href },
    },
    { tx },
  )
}

/** Every process that enqueues or works calls this once; the workers look every minute. */
export async function defineReminders(deps: ReminderDeps, jobs: Jobs): Promise<void> {
  await jobs.define(job, z.object({}), async () => {
    // East of Greenwich the day is already the next one.
    const until = deps.clock.now().toZonedDateTimeISO('UTC').toPlainDate().add({ days: 1 }).toString()
    const found = await sql<{ id: string }>`select list_workspaces_with_tasks_due(${until}::date) as id`.execute(
      deps.db,
    )
    for (const { id } of found.rows) await remindOwners(deps, id)
  })
  await jobs.repeat(job, '* * * * *')
}
