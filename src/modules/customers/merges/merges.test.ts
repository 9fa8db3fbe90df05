import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { appendEvents, type CanonicalEvent, type Projector, rebuildAnalytics, startProjector } from '#modules/events'
import { createClickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { appendCustomerEvents, factReaders, projectCustomers } from '../index.ts'
import { mergeCustomers, undoMerge } from './merge-customers.ts'
import { insertMerge, setMergeStatus } from './merges.repo.ts'
import { previewMerge } from './preview-merge.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const projector = startProjector({
  db,
  ch,
  clock,
  log: silentLog,
  project: projectCustomers,
  ...factReaders,
})
const deps = { db, ch, clock, onWritten: () => projector.wake() }
const system = { kind: 'system' } as const

type Told = { who: Partial<Record<'userId' | 'anonymousId' | 'email', string>>; does: string; n: number; day: number }

/** Message ids that begin alike in two workspaces make their orders and refunds comparable. */
function toEvent({ who: { email, ...ids }, does, n, day }: Told, index: number): CanonicalEvent {
  // Never the same millisecond: of two people's changes of one order at one moment the later arrival counts, also after a separation.
  const occurredAt = new Date(Date.UTC(2026, 0, 1 + day, 10, 0, 0, index)).toISOString()
  const traits = { ...(email ? { email } : {}) }
  const base = { messageId: `m${index}`, occurredAt, source: 'test' }
  if (does === 'tell')
    return {
      ...base,
      body: {
        type: 'identify',
        ...ids,
        traits: { ...traits, city: ['Eger', 'Győr', null][n % 3], [`t${n % 4}`]: n, tags: [`x${n % 3}`] },
      },
    }
  const event = { buy: 'Order Completed', cancel: 'Order Cancelled', refund: 'Order Refunded' }[does] ?? 'Visited'
  const amount = does === 'refund' ? { amount: 1 + n } : does === 'cancel' ? {} : { total: 5 + n }
  return {
    ...base,
    body: {
      type: 'track',
      event,
      ...ids,
      properties: { order_id: `o${n}`, currency: 'EUR', ...amount },
      context: { traits },
    },
  }
}

async function tell(workspaceId: string, told: Told[], from: number): Promise<void> {
  await appendEvents(
    db,
    clock,
    workspaceId,
    told.map((one, i) => toEvent(one, from + i)),
  )
  projector.wake()
  await projector.settle()
}

async function idOf(workspaceId: string, value: string): Promise<string> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ id: string }>`select customer_id as id from customer_identities where value = ${value}`.execute(tx),
  )
  return found.rows[0]?.id ?? ''
}

type Stored = Awaited<ReturnType<typeof readRows>>

async function readRows(workspaceId: string) {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const people = await sql<{ id: string; number: number; name: string; row: unknown }>`
      select c.customer_id as id, c.number, (select string_agg(i.kind || ':' || i.value, ' ' order by i.kind, i.value)
          from customer_identities i where i.customer_id = c.customer_id) as name,
        jsonb_build_object('traits', c.traits, 'times', c.trait_times, 'tags', c.tags, 'email', c.email, 'external', c.external_id,
          'search', c.search_text, 'first', c.first_seen_at, 'last', c.last_seen_at,
          'measures', to_jsonb(m) - 'customer_id' - 'workspace_id') as row
      from customers c join customer_measures m using (workspace_id, customer_id) where c.merged_into is null`.execute(
      tx,
    )
    const orders = await sql<{
      id: string
      row: unknown
    }>`select customer_id as id, jsonb_build_array(order_id, revenue_minor,
      cancelled, ordered_on, state_at) as row from orders order by order_id`.execute(tx)
    const refunds = await sql<{
      id: string
      row: unknown
    }>`select customer_id as id, jsonb_build_array(refund_id, amount_minor) as row
      from refunds order by refund_id`.execute(tx)
    const merged = await sql<{
      id: string
      into: string
    }>`select customer_id as id, merged_into as "into" from customers
      where merged_into is not null`.execute(tx)
    const events = await sql<{
      id: string
      row: unknown
    }>`select p.customer_id as id, jsonb_build_array(e.message_key, e.occurred_at) as row
      from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id), event_log e
      where e.position = p.position and e.source = 'test' order by e.position`.execute(tx)
    return { people: people.rows, orders: orders.rows, refunds: refunds.rows, merged: merged.rows, events: events.rows }
  })
}

function namesOf(rows: Stored): (id: string) => string {
  const into = new Map(rows.merged.map((row) => [row.id, row.into]))
  const names = new Map(rows.people.map((row) => [row.id, row.name]))
  return (id) => names.get(into.get(id) ?? id) ?? 'nobody'
}

/** What PostgreSQL holds of a workspace, under names that do not depend on ids that were made up on the way. */
async function stored(workspaceId: string) {
  const rows = await readRows(workspaceId)
  const nameOf = namesOf(rows)
  return {
    people: Object.fromEntries(rows.people.map((row) => [row.name, row.row])) as Record<
      string,
      { traits: Record<string, unknown>; measures: object }
    >,
    orders: rows.orders.map((row) => [nameOf(row.id), row.row]),
    refunds: rows.refunds.map((row) => [nameOf(row.id), row.row]),
    events: rows.events.map((row) => [nameOf(row.id), row.row]),
  }
}

/** What ClickHouse counts of it. */
async function counted(workspaceId: string) {
  const rows = await readRows(workspaceId)
  const nameOf = namesOf(rows)
  const numbers = new Map(rows.people.map((row) => [row.number, row.name]))
  const read = async (text: string): Promise<{ who: string | number; row: string }[]> =>
    await ch.forWorkspace(workspaceId).query(text)
  const events =
    await read(`SELECT toString(customer_id) AS who, concat(event, properties, toString(occurred_at)) AS row FROM events
    WHERE workspace_id = {workspace_id:UUID} AND source = 'test'`)
  const facts =
    await read(`SELECT customer AS who, concat(toString(min(first_day)), ' ', toString(max(last_day)), ' ', toString(sum(t.orders)), ' ',
      toString(sum(t.revenue)), ' ', toString(sum(t.refunded))) AS row FROM customer_totals AS t
    WHERE workspace_id = {workspace_id:UUID} GROUP BY customer HAVING sum(t.orders) != 0 OR sum(t.refunded) != 0`)
  const days =
    await read(`SELECT 0 AS who, concat(toString(day), ' ', toString(groupBitmapMerge(customers))) AS row FROM active_days
    WHERE workspace_id = {workspace_id:UUID} GROUP BY day HAVING groupBitmapMerge(customers) > 0`)
  const traits = await read(`SELECT customer AS who, concat(trait, '=', value) AS row FROM customer_traits
    WHERE workspace_id = {workspace_id:UUID} GROUP BY customer, trait, value HAVING sum(present) > 0`)
  const named = (list: { who: string | number; row: string }[]): string[] =>
    list.map(({ who, row }) => `${numbers.get(Number(who)) ?? who}: ${row}`).sort()
  return {
    events: events.map(({ who, row }) => `${nameOf(String(who))}: ${row}`).sort(),
    facts: named(facts),
    days: named(days),
    traits: named(traits),
  }
}

const person = (name: string) =>
  fc.constantFrom<Told['who'][]>(
    { userId: name },
    { userId: name, email: `${name}@corner.example` },
    { anonymousId: `${name}-phone`, email: `${name}@corner.example` },
    { anonymousId: `${name}-laptop`, email: `${name}@corner.example` },
  )
const anyone = fc.oneof(person('anna'), person('bela'), person('cili'))
const does = fc.constantFrom('tell', 'buy', 'buy', 'cancel', 'refund', 'visit')
const told = fc.record({ who: anyone, does, n: fc.nat(9), day: fc.nat(40) })
const some = fc.array(told, { maxLength: 12 })
// More of them: RUNS=500.
const runs = Number(process.env.RUNS ?? 30)
const both: Told[] = ['anna', 'bela'].map((name, n) => ({
  who: { userId: name, email: `${name}@corner.example` },
  does: 'tell',
  n,
  day: 0,
}))

async function shop(): Promise<{ workspaceId: string; anna: string; bela: string }> {
  const workspaceId = await newWorkspace(db)
  await tell(
    workspaceId,
    [
      ...both,
      { who: { userId: 'anna' }, does: 'buy', n: 1, day: 1 },
      { who: { userId: 'bela' }, does: 'buy', n: 2, day: 2 },
    ],
    0,
  )
  return { workspaceId, anna: await idOf(workspaceId, 'anna'), bela: await idOf(workspaceId, 'bela') }
}

test('the preview says what will move, and what comes is what it said', async () => {
  const { workspaceId, anna, bela } = await shop()
  const preview = await previewMerge(deps, workspaceId, { fromId: bela, intoId: anna })
  expect(preview).toMatchObject({
    from: { orders: 1, revenueMinor: 700, events: 2 },
    into: { orders: 1, revenueMinor: 600, events: 2 },
    result: { orders: 2, revenueMinor: 1300 },
    bothHaveAccounts: true,
  })
  await mergeCustomers(deps, workspaceId, system, { fromId: bela, intoId: anna })
  const { people } = await stored(workspaceId)
  const [one] = Object.values(people)
  expect(Object.keys(people)).toHaveLength(1)
  expect(one?.measures).toMatchObject({ orders: 2, revenue_minor: 1300 })
  const stays = Object.fromEntries(preview.traits.map((t) => [t.trait, t.stays === 'from' ? t.from : t.into]))
  expect(one?.traits).toEqual(stays)
})

test('what arrives after a merge for either is theirs together, and goes to whom it names once they are separated', async () => {
  const { workspaceId, anna, bela } = await shop()
  const { mergeId } = await mergeCustomers(deps, workspaceId, system, { fromId: bela, intoId: anna })
  await tell(
    workspaceId,
    [
      { who: { userId: 'bela' }, does: 'buy', n: 5, day: 9 },
      { who: { anonymousId: 'new', email: 'bela@corner.example' }, does: 'refund', n: 5, day: 10 },
    ],
    20,
  )
  const orders = async (): Promise<(number | undefined)[]> => {
    const found = await inWorkspace(db, workspaceId, (tx) =>
      sql<{ id: string; orders: number }>`select customer_id as id, orders from customer_measures`.execute(tx),
    )
    return [anna, bela].map((id) => found.rows.find((row) => row.id === id)?.orders)
  }
  expect(await orders()).toEqual([3, 0])
  await undoMerge(deps, workspaceId, system, mergeId)
  expect(await orders()).toEqual([1, 2])
  expect(await idOf(workspaceId, 'new')).toBe(bela)
})

test('merges are undone from the newest to the oldest', async () => {
  const { workspaceId, anna, bela } = await shop()
  await tell(workspaceId, [{ who: { userId: 'cili' }, does: 'buy', n: 3, day: 3 }], 30)
  const cili = await idOf(workspaceId, 'cili')
  const first = await mergeCustomers(deps, workspaceId, system, { fromId: bela, intoId: anna })
  const second = await mergeCustomers(deps, workspaceId, system, { fromId: cili, intoId: bela })
  expect(second.into.customerId).toBe(anna)
  await expect(undoMerge(deps, workspaceId, system, first.mergeId)).rejects.toMatchObject({
    reason: 'newer_merge',
    details: { mergeId: second.mergeId },
  })
  const together = await stored(workspaceId)
  await undoMerge(deps, workspaceId, system, second.mergeId)
  await undoMerge(deps, workspaceId, system, first.mergeId)
  expect(Object.keys(together.people)).toHaveLength(1)
  expect(Object.keys((await stored(workspaceId)).people)).toHaveLength(3)
  await expect(undoMerge(deps, workspaceId, system, first.mergeId)).rejects.toMatchObject({ reason: 'merge_not_done' })
})

test('nobody is merged with themselves, twice, or with somebody of another shop', async () => {
  const { workspaceId, anna, bela } = await shop()
  const other = await shop()
  const refused = (fromId: string, intoId: string) =>
    expect(mergeCustomers(deps, workspaceId, system, { fromId, intoId })).rejects
  await refused(anna, anna).toMatchObject({ reason: 'already_one' })
  await refused(anna, other.bela).toMatchObject({ reason: 'customer_not_found' })
  await refused(other.bela, anna).toMatchObject({ reason: 'customer_not_found' })
  const { mergeId } = await mergeCustomers(deps, workspaceId, system, { fromId: bela, intoId: anna })
  await refused(bela, anna).toMatchObject({ reason: 'already_one' })
  await expect(undoMerge(deps, other.workspaceId, system, mergeId)).rejects.toMatchObject({ reason: 'merge_not_found' })
})

test('an event of that name from outside joins nobody', async () => {
  const { workspaceId, anna, bela } = await shop()
  await appendEvents(db, clock, workspaceId, [
    {
      messageId: 'forged',
      occurredAt: '2026-02-01T10:00:00Z',
      source: 'console',
      body: { type: 'track', event: 'Customers Merged', userId: 'anna', properties: { from: bela, into: anna } },
    },
  ])
  projector.wake()
  await projector.settle()
  expect(await idOf(workspaceId, 'bela')).toBe(bela)
})

test('both engines agree on it', async () => {
  const [merged, never] = [await newWorkspace(db), await newWorkspace(db)]
  const story: Told[] = [
    ...both,
    { who: { userId: 'bela' }, does: 'buy', n: 1, day: 3 },
    { who: { userId: 'anna' }, does: 'buy', n: 2, day: 3 },
    { who: { userId: 'bela' }, does: 'buy', n: 3, day: 9 },
  ]
  const later: Told[] = [
    { who: { userId: 'bela' }, does: 'buy', n: 4, day: 12 },
    { who: { anonymousId: 'tablet', email: 'bela@corner.example' }, does: 'refund', n: 1, day: 13 },
    { who: { userId: 'anna' }, does: 'tell', n: 5, day: 14 },
  ]
  for (const workspaceId of [merged, never]) await tell(workspaceId, story, 0)
  const pair = { fromId: await idOf(merged, 'bela'), intoId: await idOf(merged, 'anna') }
  const { mergeId } = await mergeCustomers(deps, merged, system, pair)
  for (const workspaceId of [merged, never]) await tell(workspaceId, later, story.length)
  await undoMerge(deps, merged, system, mergeId)
  expect(await counted(merged)).toEqual(await counted(never))
  const before = await counted(merged)
  await rebuildAnalytics({ db, ch, ...factReaders }, merged)
  expect(await counted(merged)).toEqual(before)
})

// Without ClickHouse: what is projected does not wait for it, and many more lives can be tried.
const startAlone = () =>
  startProjector({
    db,
    ch: createClickhouse('http://127.0.0.1:9', { log: silentLog }),
    clock,
    log: silentLog,
    project: projectCustomers,
    ...factReaders,
  })

async function write(workspaceId: string, told: Told[], from: number): Promise<void> {
  await appendEvents(
    db,
    clock,
    workspaceId,
    told.map((one, i) => toEvent(one, from + i)),
  )
}

async function projected(alone: Projector, workspaceId: string): Promise<void> {
  for (;;) {
    alone.wake()
    const found = await inWorkspace(db, workspaceId, (tx) =>
      sql`select from event_writers w join event_offsets o using (workspace_id) where o.projected >= w.written`.execute(
        tx,
      ),
    )
    if (found.rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const step = (workspaceId: string, customerId: string, event: string, mergeId: string) =>
  appendCustomerEvents(db, clock, workspaceId, system, [{ customerId, event, properties: { merge_id: mergeId } }])

test('merging and undoing it, whatever came before, meanwhile and after, is as if it had never been', async () => {
  await projector.stop()
  const alone = startAlone()
  await fc.assert(
    fc.asyncProperty(some, some, some, fc.boolean(), async (before, meanwhile, after, wait) => {
      const merged = await newWorkspace(db)
      const never = await newWorkspace(db)
      const first = [...both, ...before]
      await Promise.all([merged, never].map((workspaceId) => write(workspaceId, first, 0)))
      await projected(alone, merged)
      const [fromId, intoId, mergeId] = [await idOf(merged, 'bela'), await idOf(merged, 'anna'), newId()]
      await inWorkspace(db, merged, (tx) =>
        insertMerge(tx, merged, { mergeId, fromId, intoId, actorKind: 'system', actorId: null }, clock.now()),
      )
      // The whole story in one batch, or each part in its own.
      const pause = async () => void (wait && (await projected(alone, merged)))
      await step(merged, intoId, 'Customers Merged', mergeId)
      await pause()
      for (const workspaceId of [merged, never]) await write(workspaceId, meanwhile, first.length)
      await projected(alone, merged)
      await inWorkspace(db, merged, (tx) => setMergeStatus(tx, merged, mergeId, 'separating'))
      await step(merged, intoId, 'Customers Separated', mergeId)
      await pause()
      for (const workspaceId of [merged, never]) await write(workspaceId, after, first.length + meanwhile.length)
      await Promise.all([projected(alone, merged), projected(alone, never)])
      expect(await stored(merged)).toEqual(await stored(never))
    }),
    { numRuns: runs, interruptAfterTimeLimit: 45_000 },
  )
  await alone.stop()
}, 120_000)
