import { sql } from 'kysely'
import type { Task } from '#contract/tasks'
import { type AuditActor, recordAudit } from '#modules/audit'
import { customerFamily } from '#modules/customers'
import { notify } from '#modules/notifications'
import { requireColleague } from '#modules/workspaces'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { readMoment } from './tasks.repo.ts'

export type NewTask = {
  taskId?: string | undefined
  /** the same key again makes no second task */
  key?: string | undefined
  title: string
  kind: Task['kind']
  customerId?: string | null
  ownerId?: string | null
  due?: Task['due']
}

/**
 * Makes a task in the caller's transaction; returns its id, that of the first one when the taskId or key was used before. Call it
 * last: it writes the audit log. Throws customer_not_found, owner_not_found.
 */
export async function createTask(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  actor: AuditActor,
  task: NewTask,
): Promise<{ taskId: string; isNew: boolean }> {
  const { taskId = newId(), key = null, title, kind, ownerId = null, due = null } = task
  const [customerId = null] = task.customerId ? await customerFamily(tx, workspaceId, task.customerId) : []
  if (ownerId !== null) await requireColleague(tx, workspaceId, ownerId)
  const moment = await readMoment(tx, workspaceId, clock.now())
  const added = await sql<{ taskId: string }>`insert into tasks
      (workspace_id, task_id, task_key, title, kind, customer_id, owner_id, due_on, due_at, created_by_kind, created_by_id, created_at)
    values (${workspaceId}, ${taskId}, ${key}, ${title}, ${kind}, ${customerId}, ${ownerId}, ${due?.on ?? null},
      ${instantOf(due, moment.timeZone)}, ${actor.kind}, ${actor.kind === 'system' ? null : actor.actorId}, ${moment.now.toString()})
    on conflict do nothing returning task_id as "taskId"`.execute(tx)
  if (added.rows.length === 0) return { taskId: await findFirst(tx, workspaceId, taskId, key), isNew: false }
  await tellOwner(tx, workspaceId, actor, { taskId, title, ownerId })
  return { taskId, isNew: true }
}

/** Tells a person that a task is theirs now, unless they took it themselves. */
export async function tellOwner(
  tx: Tx,
  workspaceId: string,
  actor: AuditActor,
  { taskId, title, ownerId }: { taskId: string; title: string; ownerId: string | null },
): Promise<void> {
  if (ownerId === null) return
  const isOwn = actor.kind === 'person' && actor.actorId === ownerId
  if (!isOwn)
    await notify(tx, workspaceId, { personId: ownerId, kind: 'task_assigned', params: { title }, link: linkTo(taskId) })
  const target = { kind: 'task', id: taskId }
  await recordAudit(tx, workspaceId, actor, { action: 'task.assigned', target, detail: { ownerId } })
}

export const linkTo = (taskId: string): string => `/tasks?task=${taskId}`

/** The instant of a day and time of day in the zone; null for a whole day. */
export function instantOf(due: Task['due'], timeZone: string): string | null {
  if (due === null || due.at === null) return null
  return Temporal.PlainDateTime.from(`${due.on}T${due.at}`).toZonedDateTime(timeZone).toInstant().toString()
}

async function findFirst(tx: Tx, workspaceId: string, taskId: string, key: string | null): Promise<string> {
  const found = await sql<{ taskId: string }>`select task_id as "taskId" from tasks
    where workspace_id = ${workspaceId} and (task_id = ${taskId} or task_key = ${key})`.execute(tx)
  return found.rows[0]?.taskId ?? taskId
}
