import { sql } from 'kysely'
import type { Task } from '#contract/tasks'
import { whoNow } from '#modules/customers'
import { findNames } from '#modules/workspaces'
import type { Tx } from '#platform/postgres'

/** A task as its row has it; `due` of days and times in the workspace's zone. */
export type StoredTask = {
  taskId: string
  title: string
  kind: Task['kind']
  customerId: string | null
  customerName: string | null
  ownerId: string | null
  dueOn: string | null
  dueTime: string | null
  dueAt: Date | null
  snoozedUntil: string | null
  status: Task['status']
  outcome: Task['outcome']
  outcomeNote: string | null
  closedAt: Date | null
  createdByKind: Task['createdBy']['kind']
  createdById: string | null
  createdAt: Date
}

/** `t` is tasks, `w` workspaces, `c` the customer who remains. */
export const taskColumns = sql`t.task_id as "taskId", t.title, t.kind, coalesce(c.customer_id, t.customer_id) as "customerId",
  coalesce(c.name, c.email, c.phone, c.external_id, left(c.customer_id::text, 8)) as "customerName", t.owner_id as "ownerId",
  t.due_on as "dueOn", to_char(t.due_at at time zone w.time_zone, 'HH24:MI') as "dueTime", t.due_at as "dueAt",
  t.snoozed_until as "snoozedUntil", t.status, t.outcome, t.outcome_note as "outcomeNote", t.closed_at as "closedAt",
  t.created_by_kind as "createdByKind", t.created_by_id as "createdById", t.created_at as "createdAt"`

export const taskTables = sql`tasks t join workspaces w on w.workspace_id = t.workspace_id
  left join customers o on o.workspace_id = t.workspace_id and o.customer_id = t.customer_id
  left join customers c on c.workspace_id = t.workspace_id and c.customer_id = ${whoNow('o')}`

export async function findTasks(tx: Tx, workspaceId: string, taskIds: string[]): Promise<StoredTask[]> {
  const found = await sql<StoredTask>`select ${taskColumns} from ${taskTables}
    where t.workspace_id = ${workspaceId} and t.task_id = any(${taskIds}::uuid[])`.execute(tx)
  return found.rows
}

export type Moment = { now: Temporal.Instant; today: string; timeZone: string }

/** What it is in the workspace's zone right now. */
export async function readMoment(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<Moment> {
  const found = await sql<{ zone: string }>`select time_zone as zone from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  const timeZone = found.rows[0]?.zone ?? 'UTC'
  return { now, timeZone, today: now.toZonedDateTimeISO(timeZone).toPlainDate().toString() }
}

export async function describeTasks(tx: Tx, rows: StoredTask[], moment: Moment): Promise<Task[]> {
  const names = await findNames(
    tx,
    rows.flatMap((row) => [row.ownerId, row.createdById]),
  )
  return rows.map((row) => ({
    taskId: row.taskId,
    title: row.title,
    kind: row.kind,
    customer:
      row.customerId === null || row.customerName === null
        ? null
        : { customerId: row.customerId, name: row.customerName },
    owner: row.ownerId === null ? null : { personId: row.ownerId, name: names.get(row.ownerId) ?? '' },
    due: row.dueOn === null ? null : { on: row.dueOn, at: row.dueTime },
    snoozedUntil: row.snoozedUntil,
    isOverdue: isOverdue(row, moment),
    status: row.status,
    outcome: row.outcome,
    outcomeNote: row.outcomeNote,
    closedAt: row.closedAt?.toISOString() ?? null,
    createdBy: { kind: row.createdByKind, name: names.get(row.createdById ?? '') ?? null },
    createdAt: row.createdAt.toISOString(),
  }))
}

function isOverdue({ status, dueOn, dueAt, snoozedUntil }: StoredTask, { now, today }: Moment): boolean {
  if (status !== 'open' || dueOn === null || (snoozedUntil !== null && snoozedUntil >= today)) return false
  return dueAt === null ? dueOn < today : dueAt.getTime() < now.epochMilliseconds
}
