import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { AssignedCustomers, Experiment, ExperimentForecast, ExperimentResult } from '#contract/experiments'
import { inWorkspace } from '#platform/postgres'
import { fakeClock } from '#testing'
import { type Shop, startTestServer } from '../../testing/start-test-server.ts'
import { assign, experimentsPersonalData, isInGlobalControl } from './index.ts'
import { resumeIntakes, takeInAudience } from './take-in-audience.ts'

const clock = fakeClock('2026-03-01T12:00:00Z')
const server = await startTestServer({}, { clock })
const shop = await server.openShop()
const other = await server.openShop({ name: 'Other' })
const { db } = server.regulars
const people = 400

const send = async (to: Shop, batch: object[]): Promise<void> => {
  for (let at = 0; at < batch.length; at += 500)
    await fetch(`${server.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${to.writeKey}:`)}` },
      body: JSON.stringify({ batch: batch.slice(at, at + 500) }),
    })
  await server.settle()
}
const call = async <T>(
  method: string,
  path: string,
  body?: unknown,
  as = shop,
): Promise<{ status: number; body: T }> => {
  const answer = await as.ask(method, path, body)
  return { status: answer.status, body: (await answer.json()) as T }
}
const order = (userId: string, at: string, total: number, id = `${userId}-${at}`) => ({
  type: 'track',
  event: 'Order Completed',
  userId,
  timestamp: at,
  properties: { order_id: id, total, currency: 'EUR' },
})
const draft = {
  name: 'A card by post',
  audience: { kind: 'customers', query: {} },
  arms: [
    { key: 'control', name: 'No card', share: 50, isControl: true },
    { key: 'card', name: 'A card', share: 50, isControl: false },
  ],
  goal: { metric: { of: 'orders', measure: 'did' }, windowDays: 14 },
  days: 20,
  historyDays: 28,
}
const create = async (change: object = {}): Promise<Experiment> => {
  const { status, body } = await call<Experiment>('POST', '/experiments', { ...draft, ...change })
  expect([status, body]).toEqual([201, expect.anything()])
  return body
}
const act = (one: Experiment, verb: string, body?: unknown) =>
  call<Experiment & { reason: string }>('POST', `/experiments/${one.experimentId}/${verb}`, body)
const resultOf = (one: Experiment) => shop.read<ExperimentResult>(`/experiments/${one.experimentId}/result`)
const enteredAll = async (one: Experiment): Promise<void> => {
  while ((await shop.read<Experiment>(`/experiments/${one.experimentId}`)).intake === 'waiting')
    await new Promise((resolve) => setTimeout(resolve, 50))
  await server.settle()
}
const armsOf = async (one: Experiment): Promise<Map<string, string>> => {
  const csv = await (await shop.ask('GET', `/experiments/${one.experimentId}/members?format=csv`)).text()
  return new Map(
    csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',') as [string, string]),
  )
}
let idOf = new Map<string, string>()

beforeAll(async () => {
  const names = Array.from({ length: people }, (_, i) => `person${i}`)
  await send(
    shop,
    names.map((userId) => ({ type: 'identify', userId, traits: { name: userId }, timestamp: '2026-01-01T10:00:00Z' })),
  )
  // A third of them came in February, once.
  await send(
    shop,
    names.filter((_, i) => i % 3 === 0).map((userId) => order(userId, '2026-02-20T10:00:00Z', 10)),
  )
  const found = await inWorkspace(db, shop.workspaceId, (tx) =>
    sql<{ id: string; userId: string }>`select customer_id as id, external_id as "userId" from customers`.execute(tx),
  )
  idOf = new Map(found.rows.map(({ id, userId }) => [userId, id]))
})

test('the planner takes the baseline from what such people did before', async () => {
  const { body } = await call<ExperimentForecast>('POST', '/experiments/plan', {
    audience: { kind: 'customers', query: {} },
    shares: [50, 50],
    goal: { metric: { of: 'orders', measure: 'did' }, windowDays: 14 },
    minimumEffect: 30,
  })
  expect(body.people).toBe(people)
  expect(body.baseline?.mean).toBeCloseTo(134 / 400, 3)
  // p = 1/3 against 30 % more of it: about 340 a side by the usual formula with one variance.
  expect(body.peopleNeeded).toBeGreaterThan(600)
  expect(body.peopleNeeded).toBeLessThan(800)
  expect(body.daysNeeded).toBeNull()
})

test('a goal that never happened and an audience of nobody are said, not divided by', async () => {
  const plan = (body: object) => call<ExperimentForecast>('POST', '/experiments/plan', { shares: [50, 50], ...body })
  const goal = { metric: { of: 'event', event: 'Never Seen', measure: 'did' }, windowDays: 7 }
  const audience = { kind: 'customers', query: {} }
  expect((await plan({ audience, goal })).body).toMatchObject({ problem: 'never_seen', peopleNeeded: null })
  const nobody = { kind: 'customers', query: { search: 'nobodyatall' } }
  expect((await plan({ audience: nobody, goal })).body).toMatchObject({ problem: 'nobody', people: 0 })
  const onlyOne = { kind: 'customers', query: { search: 'person399' } }
  expect((await plan({ audience: onlyOne, goal })).body).toMatchObject({ problem: 'too_few', people: 1 })
})

test('what cannot be run is refused in words', async () => {
  const refused = async (change: object) =>
    (await call<{ reason: string }>('POST', '/experiments', { ...draft, ...change })).body.reason
  const arms = (...shares: number[]) =>
    shares.map((share, i) => ({ key: `arm${i}`, name: `Arm ${i}`, share, isControl: i === 0 }))
  expect(await refused({ arms: arms(50, 40) })).toBe('experiment_shares')
  expect(await refused({ arms: arms(50, 50).map((arm) => ({ ...arm, isControl: false })) })).toBe('experiment_control')
  expect(await refused({ arms: arms(50, 50).map((arm) => ({ ...arm, name: 'Same' })) })).toBe('experiment_same_arms')
  expect(await refused({ days: 3 })).toBe('experiment_too_short')
  const sum = { metric: { of: 'event', event: 'Tip', measure: 'sum' }, windowDays: 7 }
  expect(await refused({ goal: sum })).toBe('experiment_property_missing')
})

test('what two people change of a draft at once is both kept', async () => {
  const one = await create()
  const change = (body: object) => call<Experiment>('PATCH', `/experiments/${one.experimentId}`, body)
  const done = await Promise.all([
    change({ test: 'sequential' }),
    change({ minimumEffect: 25 }),
    change({ power: 0.9 }),
  ])
  expect(done.map(({ status }) => status)).toEqual([200, 200, 200])
  const { test: kind, plan } = await shop.read<Experiment>(`/experiments/${one.experimentId}`)
  expect({ kind, ...plan }).toMatchObject({ kind: 'sequential', minimumEffect: 25, power: 0.9 })
})

test('an experiment runs from draft to decision, and its known effect is found', async () => {
  const one = await create({ requestKey: 'the-very-same' })
  expect((await create({ requestKey: 'the-very-same' })).experimentId).toBe(one.experimentId)
  expect((await resultOf(one)).state).toBe('draft')
  expect((await act(one, 'start')).body.status).toBe('running')
  await enteredAll(one)
  const arms = await armsOf(one)
  expect(arms.size).toBe(people)
  const carded = [...idOf].filter(([, id]) => arms.get(id) === 'card').map(([userId]) => userId)
  const others = [...idOf].filter(([, id]) => arms.get(id) === 'control').map(([userId]) => userId)
  expect(Math.abs(carded.length - 200)).toBeLessThan(45)
  expect(await resultOf(one)).toMatchObject({ state: 'too_early', metrics: [], daysToGo: 20 })

  // What was compared cannot change any more; what was spent can.
  const change = (body: object) =>
    call<Experiment & { reason: string }>('PATCH', `/experiments/${one.experimentId}`, body)
  expect((await change({ arms: draft.arms })).body.reason).toBe('experiment_started')
  expect((await change({ goal: draft.goal })).status).toBe(409)
  expect((await change({ costs: { card: 6000 } })).body.arms[1]?.costMinor).toBe(6000)

  clock.set('2026-03-17T12:00:00Z')
  const buy = (userId: string, i: number) => order(userId, '2026-03-05T10:00:00Z', i % 2 === 0 ? 10 : 20)
  await send(shop, [...carded.filter((_, i) => i % 2 === 0), ...others.filter((_, i) => i % 5 === 0)].map(buy))
  // After the window: not counted.
  await send(
    shop,
    others.map((userId) => order(userId, '2026-03-16T12:30:00Z', 99)),
  )
  const early = await resultOf(one)
  expect(early).toMatchObject({ state: 'early_look', interval: 'sequential', daysToGo: 4 })
  clock.set('2026-03-22T12:00:00Z')
  const done = await resultOf(one)
  expect(done).toMatchObject({
    state: 'final',
    interval: 'fixed',
    people: { entered: people, counted: people, mixed: 0 },
  })
  const [goal, visits, money] = done.metrics
  const bought = Math.ceil(carded.length / 2)
  expect(goal?.arms.map(({ total }) => total)).toEqual([Math.ceil(others.length / 5), bought])
  expect(goal?.comparisons[0]).toMatchObject({ verdict: 'better' })
  expect(goal?.comparisons[0]?.absolute?.value).toBeCloseTo(0.3, 1)
  const wide = (result: ExperimentResult) => {
    const { low = 0, high = 0 } = result.metrics[0]?.comparisons[0]?.absolute ?? {}
    return high - low
  }
  expect(wide(early)).toBeGreaterThan(wide(done))
  expect(visits).toMatchObject({ role: 'visits', metric: { of: 'orders', measure: 'count' } })
  expect(money).toMatchObject({ role: 'money', metric: { of: 'orders', measure: 'sum' } })
  expect((money?.arms[1]?.total ?? 0) / bought).toBeCloseTo(1500, -2)
  expect(done.series.length).toBeGreaterThan(0)

  const csv = await (await shop.ask('GET', `/experiments/${one.experimentId}/result?format=csv`)).text()
  expect(csv.split('\r\n')[2]).toContain('goal,orders,did,card')
  expect((await act(one, 'decide', { winner: 'card', note: 'It pays.' })).body).toMatchObject({
    status: 'stopped',
    decision: { winner: 'card', note: 'It pays.' },
  })
  expect((await act(one, 'archive')).body.status).toBe('archived')
  expect((await act(one, 'start')).status).toBe(409)
  clock.set('2026-03-22T13:00:00Z')
})

test('the same people asked for at once, again and by other names enter once and stay where they are', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30, historyDays: 0 })
  expect((await act(one, 'assignments', { userIds: ['person1'] })).status).toBe(409)
  await act(one, 'start')
  const customerIds = [...idOf.values()].slice(0, 100)
  const asked = await Promise.all(
    [customerIds, [...customerIds].reverse(), customerIds].map(
      async (ids) =>
        (await call<AssignedCustomers>('POST', `/experiments/${one.experimentId}/assignments`, { customerIds: ids }))
          .body,
    ),
  )
  const arms = asked.map(({ assignments }) => new Map(assignments.map(({ customerId, arm }) => [customerId, arm])))
  expect(arms[1]).toEqual(arms[0])
  expect(asked.flatMap(({ assignments }) => assignments.filter(({ isNew }) => isNew))).toHaveLength(100)
  const byName = await call<AssignedCustomers>('POST', `/experiments/${one.experimentId}/assignments`, {
    userIds: ['person0', 'nobody'],
  })
  const arm = arms[0]?.get(idOf.get('person0') ?? '')
  expect(byName.body).toEqual({
    assignments: [{ id: 'person0', customerId: idOf.get('person0'), arm, isNew: false }],
    unknown: ['nobody'],
  })
  await server.settle()
  const events = await server.regulars.ch
    .forWorkspace(shop.workspaceId)
    .query<{ n: number }>(
      "SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:UUID} AND event = 'Experiment Entered' AND JSONExtractString(properties, 'experimentId') = {id:String}",
      { id: one.experimentId },
    )
  expect(Number(events[0]?.n)).toBe(100)
  const tooMany = { userIds: Array.from({ length: 1001 }, (_, i) => `x${i}`) }
  expect((await act(one, 'assignments', tooMany)).status).toBe(400)
  const again = await inWorkspace(db, shop.workspaceId, (tx) =>
    assign(tx, clock, shop.workspaceId, one.experimentId, customerIds.slice(0, 2)),
  )
  expect([...again.values()].map((each) => each.isNew)).toEqual([false, false])
})

test("another workspace's experiments and people are out of reach", async () => {
  const one = await create({ audience: { kind: 'open' } })
  await act(one, 'start')
  for (const [method, path, body] of [
    ['GET', ''],
    ['PATCH', '', { name: 'Mine' }],
    ['GET', '/result'],
    ['GET', '/members'],
    ['POST', '/stop'],
    ['POST', '/assignments', { userIds: ['person1'] }],
  ] as const) {
    expect([path, (await call(method, `/experiments/${one.experimentId}${path}`, body, other)).status]).toEqual([
      path,
      404,
    ])
  }
  const theirs = await call<Experiment>('POST', '/experiments', { ...draft, audience: { kind: 'open' } }, other)
  await call('POST', `/experiments/${theirs.body.experimentId}/start`, undefined, other)
  const foreign = await call<AssignedCustomers>(
    'POST',
    `/experiments/${theirs.body.experimentId}/assignments`,
    { customerIds: [idOf.get('person1')], userIds: ['person1'] },
    other,
  )
  expect(foreign.body.assignments).toEqual([])
})

test('a split that chance would not make shows no figures', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30 })
  await act(one, 'start')
  await inWorkspace(db, shop.workspaceId, (tx) =>
    sql`insert into experiment_members (workspace_id, experiment_id, customer_id, arm, entered_at)
      select workspace_id, ${one.experimentId}, customer_id, case when number % 4 = 0 then 0 else 1 end, ${clock.now().toString()}::timestamptz
      from customers where workspace_id = ${shop.workspaceId}`.execute(tx),
  )
  expect(await resultOf(one)).toMatchObject({ state: 'mismatch', metrics: [], mismatch: { isBroken: true } })
})

test('the global control group takes no part, is told apart by the same hash everywhere, and is counted', async () => {
  await call('PUT', '/experiments/global-control', { sharePercent: 10 })
  const one = await create({ audience: { kind: 'open' }, days: 30 })
  await act(one, 'start')
  const { body } = await call<AssignedCustomers>('POST', `/experiments/${one.experimentId}/assignments`, {
    customerIds: [...idOf.values()],
  })
  const outside = body.assignments.filter(({ arm }) => arm === null).map(({ customerId }) => customerId)
  expect(Math.abs(outside.length - 40)).toBeLessThan(28)
  const [first = ''] = outside
  const inside = body.assignments.find(({ arm }) => arm !== null)?.customerId ?? ''
  await inWorkspace(db, shop.workspaceId, async (tx) => {
    expect(await isInGlobalControl(tx, shop.workspaceId, first)).toBe(true)
    expect(await isInGlobalControl(tx, shop.workspaceId, inside)).toBe(false)
  })
  clock.set('2026-03-24T12:00:00Z')
  const result = await shop.read<{ state: string; metrics: ExperimentResult['metrics'] }>(
    '/experiments/global-control/result',
  )
  expect(result.state).toBe('shown')
  expect(result.metrics[0]?.arms.map((arm) => arm.people)).toEqual([outside.length, people - outside.length])
  expect((await call('PUT', '/experiments/global-control', { sharePercent: 21 })).status).toBe(400)
  await call('PUT', '/experiments/global-control', { sharePercent: 0 })
})

test('taking an audience in goes on where it was cut off, and nobody enters twice', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30, historyDays: 0 })
  await act(one, 'start')
  const { workspaceId } = shop
  // As a server that was killed leaves it: written down as waiting, with nobody at work.
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update experiments set audience = '{"kind": "customers", "query": {}}', intake = 'waiting'
      where workspace_id = ${workspaceId} and experiment_id = ${one.experimentId}`.execute(tx),
  )
  const deps = { db, ch: server.regulars.ch, clock, onWritten: () => {}, silenceDays: async () => 90 }
  const killed = new AbortController()
  const run = (signal: AbortSignal, progress: (at: { done: number }) => void) =>
    takeInAudience(deps, { workspaceId, experimentId: one.experimentId, signal, progress, atOnce: 90 })
  const first = run(killed.signal, ({ done }) => done >= 180 && killed.abort())
  await expect(first).rejects.toThrow()
  const half = await shop.read<Experiment>(`/experiments/${one.experimentId}`)
  expect(half).toMatchObject({ intake: 'waiting', entered: 180 })
  await Promise.all([run(new AbortController().signal, () => {}), run(new AbortController().signal, () => {})])
  const whole = await shop.read<Experiment>(`/experiments/${one.experimentId}`)
  expect(whole).toMatchObject({ intake: 'done', entered: people })
  await server.settle()
  const [events] = await server.regulars.ch
    .forWorkspace(workspaceId)
    .query<{ n: number; of: number }>(
      "SELECT count() AS n, uniqExact(customer_id) AS of FROM events WHERE workspace_id = {workspace_id:UUID} AND event = 'Experiment Entered' AND JSONExtractString(properties, 'experimentId') = {id:String}",
      { id: one.experimentId },
    )
  expect([Number(events?.n), Number(events?.of)]).toEqual([people, people])
})

test('an audience that the queue has given up is taken in after all', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30, historyDays: 0 })
  await act(one, 'start')
  const { workspaceId } = shop
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update experiments set audience = '{"kind": "customers", "query": {}}', intake = 'waiting'
      where workspace_id = ${workspaceId} and experiment_id = ${one.experimentId}`.execute(tx),
  )
  await resumeIntakes({ db }, server.regulars.imports.jobs, workspaceId)
  await enteredAll(one)
  expect(await shop.read<Experiment>(`/experiments/${one.experimentId}`)).toMatchObject({ entered: people })
})

test('a result read while others are telling who entered waits for them and counts everybody', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30, historyDays: 0 })
  await act(one, 'start')
  const { workspaceId } = shop
  const { ch } = server.regulars
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update experiments set audience = '{"kind": "customers", "query": {}}', intake = 'waiting'
      where workspace_id = ${workspaceId} and experiment_id = ${one.experimentId}`.execute(tx),
  )
  const telling = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  // The connection to ClickHouse is as slow as it is told to be.
  const slow: typeof ch = Object.assign(Object.create(ch), {
    insert: async (...said: Parameters<typeof ch.insert>) => {
      telling.resolve()
      await held.promise
      await ch.insert(...said)
    },
  })
  const deps = { db, ch: slow, clock, onWritten: () => {}, silenceDays: async () => 90 }
  const signal = new AbortController().signal
  const taking = takeInAudience(deps, { workspaceId, experimentId: one.experimentId, signal, progress: () => {} })
  await telling.promise
  const reading = shop.read<ExperimentResult>(`/experiments/${one.experimentId}/result`)
  setTimeout(held.resolve, 300)
  expect((await reading).people.entered).toBe(people)
  await taking
})

test('joined people count once, with all they did; who is so in two variants is left out; erased people are in no result', async () => {
  const tea = { metric: { of: 'event', event: 'Tea Drunk', measure: 'count' }, windowDays: 1 }
  const one = await create({ audience: { kind: 'open' }, goal: tea, days: 5, historyDays: 0 })
  await act(one, 'start')
  const asked = await call<AssignedCustomers>('POST', `/experiments/${one.experimentId}/assignments`, {
    customerIds: [...idOf.values()].slice(0, 200),
  })
  const inArm = (arm: string) =>
    asked.body.assignments.filter((each) => each.arm === arm).map((each) => each.customerId)
  const [a = '', b = '', c = ''] = inArm('card')
  const [d = ''] = inArm('control')
  const nameOf = (id: string) => [...idOf].find(([, one]) => one === id)?.[0] ?? ''
  clock.advance({ hours: 2 })
  const drink = (id: string) => ({
    type: 'track',
    event: 'Tea Drunk',
    userId: nameOf(id),
    timestamp: clock.now().toString(),
  })
  await send(shop, [drink(a), drink(b), drink(b), drink(c)])
  const join = async (from: string, into: string) => {
    const { status, body } = await call('POST', '/merges', { fromId: from, intoId: into })
    expect([status, body]).toEqual([expect.toSatisfy((code: number) => code < 300), expect.anything()])
  }
  await join(a, b)
  await join(d, c)
  await server.settle()
  clock.advance({ hours: 30 })
  const count = async () => {
    const { people: counted, metrics } = await resultOf(one)
    return { ...counted, tea: metrics[0]?.arms[1]?.total }
  }
  // 200 entered; a and b are one person now, c and d are nobody's.
  expect(await count()).toEqual({ entered: 197, counted: 197, mixed: 1, tea: 3 })
  const data = experimentsPersonalData(server.regulars.ch)
  const subject = { workspaceId: shop.workspaceId, customerIds: [a, b] }
  expect(await inWorkspace(db, shop.workspaceId, (tx) => data.export(tx, shop.workspaceId, [a]))).toMatchObject({
    experiments: expect.arrayContaining([expect.objectContaining({ experiment: 'A card by post' })]),
  })
  await inWorkspace(db, shop.workspaceId, (tx) => data.erase(tx, subject))
  await data.sweep(subject)
  expect(await count()).toEqual({ entered: 196, counted: 196, mixed: 1, tea: 0 })
})

test('a ClickHouse that forgot who entered is told again', async () => {
  const one = await create({ audience: { kind: 'open' }, days: 30 })
  await act(one, 'start')
  await call('POST', `/experiments/${one.experimentId}/assignments`, { customerIds: [...idOf.values()].slice(0, 20) })
  const before = (await resultOf(one)).people
  expect(before.entered).toBeGreaterThan(15)
  await server.regulars.ch
    .forWorkspace(shop.workspaceId)
    .command(
      'ALTER TABLE experiment_members DELETE WHERE workspace_id = {workspace_id:UUID} AND experiment_id = {id:UUID} SETTINGS mutations_sync = 2',
      { id: one.experimentId },
    )
  expect((await resultOf(one)).people).toEqual(before)
})
