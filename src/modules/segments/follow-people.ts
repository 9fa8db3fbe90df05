import { sql } from 'kysely'
import { appendCustomerEvents, customerFamilies } from '#modules/customers'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { ask, askFew, isUnanswerable, readShop, type Shop, type Verdict } from './ask-people.ts'
import { compileSegment } from './compile/compile-condition.ts'
import type { QueryBuilder } from './compile/query-builder.ts'
import {
  type Change,
  lockMemberships,
  readDefinitions,
  replaceWakes,
  type StoredSegment,
  saveChange,
} from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'
import { unaskedEvents } from './unasked-events.ts'

/** What time does within so many hours is waited for person by person; all else is found by the daily count. */
export const wakeHours = 30

const mostBatches = 100
const mostPeople = 5_000
const segmentsAtOnce = 25
/** So many waiting events mean an import: counting everybody once is cheaper. */
const manyEvents = 100_000

/**
 * Looks again at the people to whom something happened since the last time, and at those whose time has come; entries and
 * exits are events. Whether anything was done; nothing when another worker is at it.
 */
export async function followPeople(deps: SegmentsDeps, workspaceId: string): Promise<boolean> {
  try {
    return await follow(deps, workspaceId)
  } catch (error) {
    if (!isUnanswerable(error)) throw error
    // One definition fails and would hold up all of them: counted one by one, it fails alone.
    deps.log.warn({ err: error, workspaceId }, 'People cannot be judged; their segments are counted')
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      if ((await lockMemberships(tx, workspaceId, true)) !== undefined) await countEverything(tx, workspaceId)
    })
    return true
  }
}

async function follow(deps: SegmentsDeps, workspaceId: string): Promise<boolean> {
  const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const from = await lockMemberships(tx, workspaceId, false)
    if (from === undefined) return { busy: false, changed: false }
    const definitions = (await readDefinitions(tx, workspaceId)).map(({ definition }) => definition)
    const touched = await readTouched(tx, workspaceId, from, unaskedEvents(definitions))
    if (touched && touched.events > manyEvents) {
      await countEverything(tx, workspaceId)
      return { busy: true, changed: false }
    }
    const due = await readDue(tx, workspaceId, deps.clock.now())
    const ids = [...new Set([...(touched?.customerIds ?? []), ...due])]
    let changed = false
    for (let i = 0; i < ids.length; i += mostPeople)
      if (await lookAt(deps, tx, workspaceId, ids.slice(i, i + mostPeople))) changed = true
    if (touched)
      await sql`update segment_offsets set batch_id = ${touched.upTo} where workspace_id = ${workspaceId}`.execute(tx)
    return { busy: touched !== undefined || due.length > 0, changed }
  })
  if (done.changed) deps.onWritten(workspaceId)
  return done.busy
}

type Touched = { upTo: number; customerIds: string[]; events: number }

/** The oldest batches that ClickHouse knows and nobody looked at, up to the first it does not know. */
async function readTouched(tx: Tx, workspaceId: string, from: number, unasked: string[]): Promise<Touched | undefined> {
  const found = await sql<{ batchId: number; size: number; isTold: boolean; waiting: number }>`
    select batch_id as "batchId", cardinality(positions) as size, pending is null as "isTold",
      (select coalesce(sum(cardinality(positions)), 0)::int from event_batches
        where workspace_id = ${workspaceId} and batch_id > ${from}) as waiting
    from event_batches where workspace_id = ${workspaceId} and batch_id > ${from} order by batch_id limit ${mostBatches}`.execute(
    tx,
  )
  const taken: number[] = []
  let size = 0
  for (const batch of found.rows) {
    if (!batch.isTold || size >= mostPeople) break
    taken.push(batch.batchId)
    size += batch.size
  }
  const upTo = taken.at(-1)
  if (upTo === undefined) return undefined
  const events = found.rows[0]?.waiting ?? 0
  const customerIds = events > manyEvents ? [] : await readCustomers(tx, workspaceId, taken, unasked)
  return { upTo, customerIds, events }
}

/** To whom something happened in these batches that a definition may look at. */
async function readCustomers(tx: Tx, workspaceId: string, batchIds: number[], unasked: string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`select distinct p.customer_id as id
    from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id), event_log e
    where b.workspace_id = ${workspaceId} and b.batch_id = any(${batchIds}::bigint[])
      and e.workspace_id = ${workspaceId} and e.position = p.position
      and not coalesce(e.event = any(${unasked}::text[]) and e.body ->> 'customerId' is not null, false)`.execute(tx)
  return found.rows.map(({ id }) => id)
}

async function countEverything(tx: Tx, workspaceId: string): Promise<void> {
  await sql`update segments set status = 'counting', told = true
    where workspace_id = ${workspaceId} and status = 'ready'`.execute(tx)
  await sql`update segment_offsets set batch_id = coalesce((select max(batch_id) from event_batches b
      where b.workspace_id = ${workspaceId} and pending is null), batch_id) where workspace_id = ${workspaceId}`.execute(
    tx,
  )
}

async function readDue(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<string[]> {
  const found = await sql<{ id: string }>`select distinct customer_id as id from (select customer_id from segment_wakes
    where workspace_id = ${workspaceId} and wake_at <= ${now.toString()} order by wake_at limit ${mostPeople}) w`.execute(
    tx,
  )
  return found.rows.map((row) => row.id)
}

/** Whether anybody entered or left. */
async function lookAt(deps: SegmentsDeps, tx: Tx, workspaceId: string, customerIds: string[]): Promise<boolean> {
  const family = await customerFamilies(tx, workspaceId, customerIds)
  const persons = [...new Set(family.map(({ personId }) => personId))]
  const segments = (await readDefinitions(tx, workspaceId)).filter(({ status }) => status === 'ready')
  if (segments.length === 0) {
    await replaceWakes(tx, workspaceId, { customerIds }, [])
    return false
  }
  const now = deps.clock.now()
  const shop = await readShop(tx, workspaceId)
  const only = { persons, family: family.map(({ id }) => id) }
  const verdicts = await judge(deps, workspaceId, shop, now, segments, only)
  const everybody = [...new Set([...customerIds, ...only.family])]
  const changes = await findChanges(tx, workspaceId, everybody, persons, segments, verdicts)
  const day = dayIn(now, shop.zone)
  for (const change of changes) await saveChange(tx, workspaceId, change, { at: now, day })
  const horizon = now.add({ hours: wakeHours }).epochMilliseconds
  const wakes = persons.flatMap((customerId) =>
    segments.flatMap(({ segmentId }, i) => {
      const at = verdicts.get(customerId)?.[i]?.next ?? null
      return at === null || at > horizon ? [] : [{ segmentId, customerId, at }]
    }),
  )
  await replaceWakes(tx, workspaceId, { customerIds: everybody }, wakes)
  await tellChanges(deps, tx, workspaceId, changes, new Map(segments.map((s) => [s.segmentId, s.name])))
  return changes.length > 0
}

/** Some segments to a question: together they share one look at the events, all in one would make a text too long to be read. */
async function judge(
  deps: SegmentsDeps,
  workspaceId: string,
  shop: Shop,
  now: Temporal.Instant,
  segments: StoredSegment[],
  only: { persons: string[]; family: string[] },
): Promise<Map<string, Verdict[]>> {
  const ch = deps.ch.forWorkspace(workspaceId)
  const verdicts = new Map<string, Verdict[]>()
  for (let i = 0; i < segments.length; i += segmentsAtOnce) {
    const some = segments.slice(i, i + segmentsAtOnce)
    const compile = (q: QueryBuilder) => some.map(({ segmentId }) => compileSegment(q, segmentId, shop.find))
    for (const [id, found] of await askFew(ch, ask(shop, now, compile, { only })))
      verdicts.set(id, [...(verdicts.get(id) ?? []), ...found])
  }
  return verdicts
}

async function findChanges(
  tx: Tx,
  workspaceId: string,
  everybody: string[],
  persons: string[],
  segments: StoredSegment[],
  verdicts: Map<string, Verdict[]>,
): Promise<Change[]> {
  const found = await sql<{ segmentId: string; customerId: string }>`
    select segment_id as "segmentId", customer_id as "customerId" from segment_members
    where workspace_id = ${workspaceId} and customer_id = any(${everybody}::uuid[])`.execute(tx)
  const before = new Map<string, Set<string>>()
  for (const { segmentId, customerId } of found.rows)
    before.set(segmentId, (before.get(segmentId) ?? new Set()).add(customerId))
  return segments.flatMap(({ segmentId }, i) => {
    const were = before.get(segmentId) ?? new Set()
    const are = new Set(persons.filter((id) => verdicts.get(id)?.[i]?.holds))
    const entered = [...are].filter((id) => !were.has(id))
    const left = [...were].filter((id) => !are.has(id))
    return entered.length + left.length === 0 ? [] : [{ segmentId, entered, left }]
  })
}

/** Entries and exits on the timelines of those to whom they happened. */
export async function tellChanges(
  deps: SegmentsDeps,
  tx: Tx,
  workspaceId: string,
  changes: Change[],
  names: Map<string, string>,
): Promise<void> {
  const told = changes.flatMap(({ segmentId, entered, left }) => {
    const properties = { segment_id: segmentId, segment: names.get(segmentId) ?? '' }
    return [
      ...entered.map((customerId) => ({ customerId, event: 'Segment Entered', properties })),
      ...left.map((customerId) => ({ customerId, event: 'Segment Left', properties })),
    ]
  })
  for (let i = 0; i < told.length; i += mostPeople)
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, told.slice(i, i + mostPeople))
}
