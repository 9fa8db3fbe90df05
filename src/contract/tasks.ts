import { z } from 'zod'
import { taskKinds, taskOutcomes } from './task-words.ts'
import { day } from './time.ts'

export type { TaskKind, TaskOutcome } from './task-words.ts'

const kind = z.enum(taskKinds)
const outcome = z.enum(taskOutcomes)

const title = z.string().trim().min(1).max(300)
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** A day in the workspace's zone, and the time of day where one was agreed. */
const due = z.object({ on: day, at: clockTime.nullable().default(null) })

export const task = z.object({
  taskId: z.uuid(),
  title: z.string(),
  kind,
  customer: z.object({ customerId: z.uuid(), name: z.string() }).nullable(),
  owner: z.object({ personId: z.uuid(), name: z.string() }).nullable(),
  due: z.object({ on: z.iso.date(), at: clockTime.nullable() }).nullable(),
  snoozedUntil: z.iso.date().nullable(),
  /** before today, or today before now; a snoozed one is not */
  isOverdue: z.boolean(),
  status: z.enum(['open', 'done', 'dropped']),
  outcome: outcome.nullable(),
  outcomeNote: z.string().nullable(),
  closedAt: z.iso.datetime().nullable(),
  createdBy: z.object({ kind: z.enum(['person', 'key', 'system']), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
})
export type Task = z.infer<typeof task>

export const taskViews = ['open', 'overdue', 'today', 'week', 'later', 'done', 'all'] as const
export const taskSorts = ['due', 'created', 'closed', 'title'] as const

export const listTasksQuery = z.object({
  /** whose: everybody's, the caller's own, or nobody's yet */
  owner: z.enum(['all', 'mine', 'nobody']).default('all'),
  view: z.enum(taskViews).default('open'),
  customer: z.uuid().optional(),
  kind: kind.optional(),
  search: z.string().max(200).optional(),
  sort: z.enum(taskSorts).default('due'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type ListTasksQuery = z.infer<typeof listTasksQuery>

export const taskPage = z.object({
  tasks: z.array(task),
  nextCursor: z.string().nullable(),
  today: z.iso.date(),
  /** open tasks of the chosen owner, whatever else is filtered */
  counts: z.object({ overdue: z.number(), today: z.number(), week: z.number(), later: z.number(), done: z.number() }),
  /** what people were given with their own hands: done in this month of the shop, and still open; kinds with neither are left out */
  month: z.array(z.object({ kind, done: z.number(), open: z.number() })),
})
export type TaskPage = z.infer<typeof taskPage>

/** With a `taskId` or `key` of the sender's own, sending it twice makes one task. */
export const addTask = z.object({
  taskId: z.uuid().optional(),
  key: z.string().min(1).max(200).optional(),
  title,
  kind: kind.default('other'),
  customerId: z.uuid().nullable().default(null),
  /** null for nobody yet; without it the person who makes the task */
  ownerId: z.uuid().nullable().optional(),
  due: due.nullable().default(null),
})
export type AddTask = z.input<typeof addTask>

/** What is not given stays. */
export const changeTask = z.object({
  title: title.optional(),
  kind: kind.optional(),
  ownerId: z.uuid().nullable().optional(),
  due: due.nullable().optional(),
  snoozedUntil: day.nullable().optional(),
  /** `open` takes a closed task back */
  status: z.enum(['open', 'done', 'dropped']).optional(),
  outcome: outcome.nullable().optional(),
  outcomeNote: z.string().trim().max(2000).nullable().optional(),
})
export type ChangeTask = z.input<typeof changeTask>

/** The same change for many at once; all or none. */
export const changeTasks = z.object({ taskIds: z.array(z.uuid()).min(1).max(200), change: changeTask })
export const changedTasks = z.object({ changed: z.number() })

/** Who a task can be given to. */
export const taskPeople = z.object({ people: z.array(z.object({ personId: z.uuid(), name: z.string() })) })
export type TaskPeople = z.infer<typeof taskPeople>
