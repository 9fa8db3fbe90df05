import { sql } from 'kysely'
import type { ChangeTask, Task } from '#contract/tasks'
import type { AuditActor } from '#modules/audit'
import { appendCustomerEvents } from '#modules/customers'
import { notify } from '#modules/notifications'
import { requireColleague } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { inWorkspace, type Tx } from '#platform/postgres'
import { instantOf, linkTo, tellOwner } from './create-task.ts'
import { describeTasks, findTasks, type Moment, readMoment, type StoredTask } from './tasks.repo.ts'
import type { TasksDeps } from './tasks-deps.ts'

/** The same change for each; all or none. Throws task_not_found, owner_not_found. */
export async function changeTasks(
  deps: TasksDeps,
  who: { workspaceId: string; actor: AuditActor },
  taskIds: string[],
  change: ChangeTask,
): Promise<Task[]> {
  const { workspaceId, actor } = who
  const ids = [...new Set(taskIds)]
  const changed = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`select from tasks where workspace_id = ${workspaceId} and task_id = any(${ids}::uuid[])
      order by task_id for update`.execute(tx)
    const before = await findTasks(tx, workspaceId, ids)
    if (before.length < ids.length) throw new DomainError('not_found', 'task_not_found', 'There is no such task.')
    if (change.ownerId) await requireColleague(tx, workspaceId, change.ownerId)
    const moment = await readMoment(tx, workspaceId, deps.clock.now())
    for (const task of before) await saveTask(tx, workspaceId, moment, actor, task, change)
    const after = await findTasks(tx, workspaceId, ids)
    await tellAfterwards(tx, workspaceId, moment, actor, before, after)
    return await describeTasks(tx, after, moment)
  })
  deps.onWritten(workspaceId)
  return changed
}

async function saveTask(
  tx: Tx,
  workspaceId: string,
  moment: Moment,
  actor: AuditActor,
  old: StoredTask,
  change: ChangeTask,
): Promise<void> {
  const { title = old.title, kind = old.kind, ownerId = old.ownerId, status = old.status } = change
  const isOpen = status === 'open'
  const isClosing = !isOpen && old.status === 'open'
  const due = change.due === undefined ? undefined : change.due && { on: change.due.on, at: change.due.at ?? null }
  const { dueOn, dueAt } =
    due === undefined
      ? { dueOn: old.dueOn, dueAt: old.dueAt?.toISOString() ?? null }
      : { dueOn: due?.on ?? null, dueAt: instantOf(due, moment.timeZone) }
  const snoozedUntil =
    change.snoozedUntil === undefined ? (due === undefined ? old.snoozedUntil : null) : change.snoozedUntil
  const isMoved = dueOn !== old.dueOn || snoozedUntil !== old.snoozedUntil || ownerId !== old.ownerId
  const outcome = isOpen ? null : change.outcome === undefined ? old.outcome : change.outcome
  const outcomeNote = isOpen ? null : change.outcomeNote === undefined ? old.outcomeNote : change.outcomeNote
  const closedAt = isOpen ? null : isClosing ? moment.now.toString() : (old.closedAt?.toISOString() ?? null)
  const closedBy = actor.kind === 'person' ? actor.actorId : null
  await sql`update tasks set title = ${title}, kind = ${kind}, owner_id = ${ownerId}, due_on = ${dueOn}, due_at = ${dueAt},
      snoozed_until = ${snoozedUntil}, status = ${status}, outcome = ${outcome}, outcome_note = ${outcomeNote},
      closed_at = ${closedAt},
      closed_by = case when ${isOpen} then null when ${isClosing} then ${closedBy}::uuid else closed_by end,
      reminded_at = case when ${isMoved} then null else reminded_at end
    where workspace_id = ${workspaceId} and task_id = ${old.taskId}`.execute(tx)
}

/** The timeline first, then those concerned, and the audit log last. */
async function tellAfterwards(
  tx: Tx,
  workspaceId: string,
  { now }: Moment,
  actor: AuditActor,
  before: StoredTask[],
  after: StoredTask[],
): Promise<void> {
  const old = new Map(before.map((task) => [task.taskId, task]))
  const closed = after.filter((task) => task.status === 'done' && old.get(task.taskId)?.status !== 'done')
  const events = closed.flatMap(({ customerId, taskId, kind, outcome }) =>
    customerId === null
      ? []
      : [{ customerId, event: 'Task Done', properties: { task_id: taskId, kind, ...(outcome ? { outcome } : {}) } }],
  )
  if (events.length > 0) await appendCustomerEvents(tx, { now: () => now }, workspaceId, actor, events)
  for (const { taskId, title, createdByKind, createdById } of closed) {
    const isOwn = actor.kind === 'person' && actor.actorId === createdById
    if (createdByKind === 'person' && createdById !== null && !isOwn)
      await notify(tx, workspaceId, {
        personId: createdById,
        kind: 'task_done',
        params: { title },
        link: linkTo(taskId),
      })
  }
  for (const task of after) {
    if (task.ownerId !== old.get(task.taskId)?.ownerId) await tellOwner(tx, workspaceId, actor, task)
  }
}
