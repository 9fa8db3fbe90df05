import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { CustomerPage, TimelinePage } from '#contract/customers'
import type { NotificationList } from '#contract/notifications'
import type { Task, TaskPage, TaskPeople } from '#contract/tasks'
import type { MailMessage } from '#platform/mail'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { signIn } from '../../testing/sign-in.ts'
import { owner, startTestServer } from '../../testing/start-test-server.ts'
import { createTask, personalData, remindOwners } from './index.ts'

// Late in the evening of the 21st in Greenwich, and the 22nd in Tehran.
const clock = fakeClock('2026-11-21T22:00:00Z')
const server = await startTestServer({}, { clock })
const shop = await server.openShop({ timeZone: 'Asia/Tehran' })
const other = await server.openShop({ name: 'Other' })
const { db } = server.regulars
let as: Awaited<ReturnType<typeof signIn>>
let bea = ''

const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const answer = await as(method, path, body)
  return { status: answer.status, body: (await answer.json()) as T }
}
const titles = async (query: string) => {
  const { tasks } = (await ask<TaskPage>('GET', `/tasks?${query}`)).body
  return tasks.map(({ title }) => title)
}

beforeAll(async () => {
  as = await signIn(server.url, owner)
  await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${shop.writeKey}:`)}` },
    body: JSON.stringify({ batch: [{ type: 'identify', userId: 'bea', traits: { name: 'Bea' } }] }),
  })
  await server.settle()
  const { customers } = await shop.read<CustomerPage>('/customers?search=bea')
  bea = customers[0]?.customerId ?? ''
  for (const [title, on, at] of [
    ['late', '2026-11-20', null],
    ['whole day', '2026-11-22', null],
    ['by time', '2026-11-22', '23:30'],
    ['soon', '2026-11-25', null],
    ['far', '2027-01-25', null],
  ] as const)
    await ask('POST', '/tasks', { title, kind: 'call', due: { on, at } })
  await ask('POST', '/tasks', { title: 'some day', ownerId: null })
})

test('tasks are shared out by the day of the shop, not of Greenwich', async () => {
  expect(await titles('view=overdue')).toEqual(['late'])
  expect(await titles('view=today')).toEqual(['by time', 'whole day'])
  expect(await titles('view=week')).toEqual(['soon'])
  expect(await titles('view=later')).toEqual(['far', 'some day'])
  const { body } = await ask<TaskPage>('GET', '/tasks?owner=mine')
  expect(body).toMatchObject({ today: '2026-11-22', counts: { overdue: 1, today: 2, week: 1, later: 1, done: 0 } })
  expect(await titles('owner=nobody')).toEqual(['some day'])
  expect(await titles('search=FAR')).toEqual(['far'])
})

test('a list is read page by page in its order, and as CSV', async () => {
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await ask<TaskPage>('GET', `/tasks?view=open&limit=2${cursor}`)
    seen.push(...body.tasks.map(({ title }) => title))
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
  } while (cursor !== '')
  expect(seen).toEqual(['late', 'by time', 'whole day', 'soon', 'far', 'some day'])
  expect((await ask('GET', '/tasks?cursor=nonsense')).status).toBe(400)
  const csv = await (await as('GET', '/tasks?format=csv&view=open')).text()
  expect(csv.split('\r\n')[1]).toContain('late,call')
})

test('only who may take customers’ data away gets the table', async () => {
  const made = await as('POST', '/api-keys', { kind: 'server', name: 'Till', scopes: ['tasks:read'] })
  const { secret } = (await made.json()) as { secret: string }
  const read = (query: string) =>
    fetch(`${server.url}/api/v1/tasks?${query}`, { headers: { authorization: `Bearer ${secret}` } })
  expect((await read('view=open')).status).toBe(200)
  expect((await read('view=open&format=csv')).status).toBe(403)
})

test('the same key makes one task, however often it is told', async () => {
  const body = {
    title: 'Win back',
    kind: 'call',
    key: 'win-back:bea',
    customerId: bea,
    due: { on: '2026-11-30', at: null },
  }
  const first = await ask<Task>('POST', '/tasks', body)
  const second = await ask<Task>('POST', '/tasks', { ...body, title: 'Win back again' })
  expect(second.body).toMatchObject({ taskId: first.body.taskId, title: 'Win back', customer: { name: 'Bea' } })
  const made = await inWorkspace(db, shop.workspaceId, (tx) =>
    createTask(tx, clock, shop.workspaceId, { kind: 'system' }, { ...body, kind: 'call' }),
  )
  expect(made).toEqual({ taskId: first.body.taskId, isNew: false })
})

test('a task is done with its outcome, stands on the timeline, and can be opened again', async () => {
  const { body: task } = await ask<Task>('POST', '/tasks', { title: 'Call Bea', kind: 'call', customerId: bea })
  const done = await ask<Task>('PATCH', `/tasks/${task.taskId}`, {
    status: 'done',
    outcome: 'promised',
    outcomeNote: 'Comes on Friday',
  })
  expect(done.body).toMatchObject({
    status: 'done',
    outcome: 'promised',
    closedAt: clock.now().toString({ fractionalSecondDigits: 3 }),
  })
  await server.settle()
  const { events } = await shop.read<TimelinePage>(`/customers/${bea}/timeline?event=Task+Done`)
  expect(events).toMatchObject([{ properties: { kind: 'call', outcome: 'promised' } }])
  expect(JSON.stringify(events)).not.toMatch(/Friday|Call Bea/)
  const open = await ask<Task>('PATCH', `/tasks/${task.taskId}`, { status: 'open' })
  expect(open.body).toMatchObject({ status: 'open', outcome: null, outcomeNote: null, closedAt: null })
  expect(await titles(`view=open&customer=${bea}`)).toEqual(['Win back', 'Call Bea'])
})

test('many are done at once, all or none', async () => {
  const { body } = await ask<TaskPage>('GET', '/tasks?view=later')
  const taskIds = body.tasks.map(({ taskId }) => taskId)
  const refused = await ask('PATCH', '/tasks', {
    taskIds: [...taskIds, crypto.randomUUID()],
    change: { status: 'done' },
  })
  expect(refused.status).toBe(404)
  expect((await titles('view=later')).length).toBe(taskIds.length)
  const done = await ask('PATCH', '/tasks', { taskIds, change: { status: 'done' } })
  expect(done.body).toEqual({ changed: taskIds.length })
  expect(await titles('view=later')).toEqual([])
  await ask('PATCH', '/tasks', { taskIds, change: { status: 'open' } })
})

test('what is put off is out of sight until then', async () => {
  const { body: task } = await ask<Task>('POST', '/tasks', { title: 'put off', due: { on: '2026-11-20' } })
  expect(task.isOverdue).toBe(true)
  const off = await ask<Task>('PATCH', `/tasks/${task.taskId}`, { snoozedUntil: '2026-11-24' })
  expect(off.body.isOverdue).toBe(false)
  expect(await titles('view=overdue')).toEqual(['late'])
  expect(await titles('view=week')).toEqual(['put off', 'soon'])
})

test('owners are reminded once: in the morning of the day, and before a time that was set', async () => {
  const sent: MailMessage[] = []
  const mailer = { delivery: 'outbox' as const, send: async (message: MailMessage) => void sent.push(message) }
  const remind = () =>
    remindOwners(
      { ...server.regulars, clock, log: server.regulars.imports.log, mailer, publicUrl: () => server.url },
      shop.workspaceId,
    )
  clock.set('2026-11-22T03:00:00Z')
  expect(await remind()).toBe(0)
  clock.set('2026-11-22T05:00:00Z')
  const [one, two] = await Promise.all([remind(), remind()])
  expect(one + two).toBe(2)
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ to: { email: owner.email }, subject: '2 tasks are due' })
  clock.set('2026-11-22T19:50:00Z')
  expect(await remind()).toBe(1)
  expect(sent[1]?.paragraphs).toEqual(['23:30 · by time'])
  expect(await remind()).toBe(0)
  const { body } = await ask<NotificationList>('GET', '/notifications')
  expect(body.notifications.filter(({ kind }) => kind === 'task_due')).toHaveLength(3)
})

test('a task is given to somebody who works here, and to nobody else', async () => {
  const { body } = await ask<TaskPeople>('GET', '/tasks/people')
  expect(body.people).toMatchObject([{ name: owner.name }])
  const stranger = await ask('POST', '/tasks', { title: 'x', ownerId: crypto.randomUUID() })
  expect(stranger.status).toBe(400)
})

test("another workspace finds neither task nor customer by this one's ids", async () => {
  const { body } = await ask<TaskPage>('GET', '/tasks?view=open')
  const taskId = body.tasks[0]?.taskId ?? ''
  expect((await other.read<TaskPage>('/tasks?view=all')).tasks).toEqual([])
  expect((await other.ask('PATCH', `/tasks/${taskId}`, { status: 'done' })).status).toBe(404)
  expect((await other.ask('PATCH', '/tasks', { taskIds: [taskId], change: { status: 'done' } })).status).toBe(404)
  expect((await other.ask('POST', '/tasks', { title: 'x', customerId: bea })).status).toBe(404)
  expect((await other.read<TaskPage>(`/tasks?customer=${bea}`)).tasks).toEqual([])
})

test('tasks about a person are handed over and forgotten with them', async () => {
  const taken = await inWorkspace(db, shop.workspaceId, (tx) => personalData.export(tx, shop.workspaceId, [bea]))
  expect(taken.tasks?.length).toBe(2)
  await inWorkspace(db, shop.workspaceId, (tx) => personalData.erase(tx, shop.workspaceId, [bea]))
  const left = await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`select from tasks where workspace_id = ${shop.workspaceId} and customer_id = ${bea}`.execute(tx),
  )
  expect(left.rows).toEqual([])
})
