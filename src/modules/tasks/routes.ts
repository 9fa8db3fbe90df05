import { z } from '@hono/zod-openapi'
import {
  addTask,
  changedTasks,
  changeTask,
  changeTasks as changeTasksBody,
  listTasksQuery,
  task,
  taskPage,
  taskPeople,
} from '#contract/tasks'
import { recordExport } from '#modules/audit'
import { listColleagues } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { type Actor, createRouter, csvAnswer, json, jsonBody, type Router, workspaceRoute } from '#platform/http'
import { inWorkspace } from '#platform/postgres'
import { changeTasks } from './change-tasks.ts'
import { createTask } from './create-task.ts'
import { listTasks } from './list-tasks.ts'
import { taskCsvHeader, taskCsvRows } from './task-csv.ts'
import { describeTasks, findTasks, readMoment } from './tasks.repo.ts'
import type { TasksDeps } from './tasks-deps.ts'

const tags = ['Tasks']
const params = z.object({ taskId: z.uuid() })

const list = workspaceRoute(
  { scope: 'tasks:read' },
  {
    method: 'get',
    path: '/tasks',
    tags,
    summary: 'Tasks: whose, due when, about whom',
    request: { query: listTasksQuery },
    responses: { 200: json(taskPage, 'A page of tasks and how many there are of each; CSV of all with format=csv') },
  },
)
const people = workspaceRoute(
  { scope: 'tasks:read' },
  {
    method: 'get',
    path: '/tasks/people',
    tags,
    summary: 'Who a task can be given to',
    responses: { 200: json(taskPeople, 'Everybody who works here, by name') },
  },
)
const add = workspaceRoute(
  { scope: 'tasks:write' },
  {
    method: 'post',
    path: '/tasks',
    tags,
    summary: 'Make a task; the same taskId or key again makes no second one',
    request: { body: jsonBody(addTask) },
    responses: { 201: json(task, 'The task') },
  },
)
const change = workspaceRoute(
  { scope: 'tasks:write' },
  {
    method: 'patch',
    path: '/tasks/{taskId}',
    tags,
    summary: 'Change, close, reopen or put off a task; what is not given stays',
    request: { params, body: jsonBody(changeTask) },
    responses: { 200: json(task, 'The task') },
  },
)
const changeMany = workspaceRoute(
  { scope: 'tasks:write' },
  {
    method: 'patch',
    path: '/tasks',
    tags,
    summary: 'The same change for many tasks at once, all or none',
    request: { body: jsonBody(changeTasksBody) },
    responses: { 200: json(changedTasks, 'How many') },
  },
)

export function taskRoutes(deps: TasksDeps): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const caller = { workspaceId: c.var.workspaceId, personId: personOf(c.var.actor) }
    const query = c.req.valid('query')
    if (query.format === 'csv') {
      // A table of tasks names customers: it is taken away like their list.
      await inWorkspace(deps.db, caller.workspaceId, (tx) =>
        recordExport(tx, caller.workspaceId, c.var.actor, { kind: 'customers' }, { list: 'tasks' }),
      )
      return csvAnswer(c, 'tasks.csv', taskCsvHeader, taskCsvRows(deps, caller, query)) as never
    }
    return c.json(await listTasks(deps, caller, query), 200)
  })
  router.openapi(people, async (c) => {
    const { workspaceId } = c.var
    const colleagues = await inWorkspace(deps.db, workspaceId, (tx) => listColleagues(tx, workspaceId))
    return c.json({ people: colleagues.map(({ personId, name }) => ({ personId, name })) }, 200)
  })
  router.openapi(add, async (c) => {
    const { workspaceId, actor } = c.var
    const body = c.req.valid('json')
    const ownerId = body.ownerId === undefined ? personOf(actor) : body.ownerId
    const made = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { taskId } = await createTask(tx, deps.clock, workspaceId, actor, { ...body, ownerId })
      return await describeTasks(
        tx,
        await findTasks(tx, workspaceId, [taskId]),
        await readMoment(tx, workspaceId, deps.clock.now()),
      )
    })
    return c.json(only(made), 201)
  })
  router.openapi(change, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor }
    return c.json(only(await changeTasks(deps, who, [c.req.valid('param').taskId], c.req.valid('json'))), 200)
  })
  router.openapi(changeMany, async (c) => {
    const who = { workspaceId: c.var.workspaceId, actor: c.var.actor }
    const { taskIds, change: wanted } = c.req.valid('json')
    return c.json({ changed: (await changeTasks(deps, who, taskIds, wanted)).length }, 200)
  })
  return router
}

const personOf = (actor: Actor): string | null => (actor.kind === 'person' ? actor.actorId : null)

function only<T>([one]: T[]): T {
  if (one === undefined) throw new DomainError('not_found', 'task_not_found', 'There is no such task.')
  return one
}
