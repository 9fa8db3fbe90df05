import { sql } from 'kysely'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { ask, isUnanswerable, readShop } from './ask-people.ts'
import { compileSegment } from './compile/compile-condition.ts'
import { tellChanges, wakeHours } from './follow-people.ts'
import { lockMemberships, noteDay, readDefinitions, type StoredSegment } from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const perBlock = 10_000
const emptyWakes = 'CAST([] AS Array(UInt32)), CAST([] AS Array(Float64))'
/** What ClickHouse refuses now (it ends, a table is being made anew, too many files are open) it may answer then. */
const hoursUntilAgain = 1

/**
 * Counts anew who is in the segments whose definition changed, or that time changes for everybody, or that a day has passed over, and those
 * that could not be counted some time ago. Whether anything was done.
 */
export async function countSegments(deps: SegmentsDeps, workspaceId: string): Promise<boolean> {
  const now = deps.clock.now()
  const due = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ id: string }>`select segment_id as id from segments where workspace_id = ${workspaceId}
      and (status = 'counting' or flips_at <= ${now.toString()} or status = 'failed' and flips_at is null) order by segment_id`.execute(
      tx,
    ),
  )
  for (const { id } of due.rows) await countSegment(deps, workspaceId, id)
  return due.rows.length > 0
}

async function countSegment(deps: SegmentsDeps, workspaceId: string, segmentId: string): Promise<void> {
  const told = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockMemberships(tx, workspaceId, true)
    const segment = (await readDefinitions(tx, workspaceId)).find((one) => one.segmentId === segmentId)
    if (!segment) return false
    try {
      return await count(deps, tx, workspaceId, segment)
    } catch (error) {
      if (!isUnanswerable(error)) throw error
      const again = deps.clock.now().add({ hours: hoursUntilAgain }).toString()
      await sql`update segments set status = 'failed', error = ${error.message.slice(0, 500)}, flips_at = ${again},
          told = told or status = 'ready'
        where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
      await saveWakes(tx, workspaceId, segmentId, new Uint32Array(), new Float64Array())
      deps.log.warn({ err: error, segmentId }, 'A segment cannot be counted')
      return false
    }
  })
  if (told) deps.onWritten(workspaceId)
}

/** Whether somebody was told. */
async function count(deps: SegmentsDeps, tx: Tx, workspaceId: string, segment: StoredSegment): Promise<boolean> {
  const { segmentId, name } = segment
  const now = deps.clock.now()
  const shop = await readShop(tx, workspaceId)
  const { sql: people, params, answers } = ask(shop, now, (q) => [compileSegment(q, segmentId, shop.find)])
  const [answer] = answers
  const hasWakes = answer?.next != null
  const horizon = now.add({ hours: wakeHours }).epochMilliseconds
  const soon = 'n0 <= {horizon:Int64}'
  const wakes = hasWakes ? `groupArrayIf(customer, ${soon}), groupArrayIf(toFloat64(n0), ${soon})` : emptyWakes
  const [are, woken, moments] = await deps.ch
    .forWorkspace(workspaceId)
    .arrays(
      `SELECT groupArrayIf(customer, h0 = 1), ${wakes} FROM (${people})`,
      ['UInt32', 'UInt32', 'Float64'],
      hasWakes ? { ...params, horizon } : params,
    )
  const change = differ(await readMembers(tx, workspaceId, segmentId), are)
  const tells = segment.told || segment.status === 'ready'
  const entered = await move(tx, segmentId, 'in', change.entered, { workspaceId, now, tells })
  const left = await move(tx, segmentId, 'out', change.left, { workspaceId, now, tells })
  await saveWakes(tx, workspaceId, segmentId, woken, moments)
  // What time changes for single people is found once a day at the latest, because wakes reach no further.
  const daily = hasWakes ? now.add({ hours: 24 }).epochMilliseconds : Number.POSITIVE_INFINITY
  const flipsAt = Math.min(answer?.flipsAt ?? Number.POSITIVE_INFINITY, daily)
  await sql`update segments set status = 'ready', told = false, error = null, computed_at = ${now.toString()}, members = ${are.length},
      flips_at = ${Number.isFinite(flipsAt) ? Temporal.Instant.fromEpochMilliseconds(flipsAt).toString() : null}
    where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  const counts = tells ? { entered: entered.length, exited: left.length } : { entered: 0, exited: 0 }
  await noteDay(tx, workspaceId, segmentId, dayIn(now, shop.zone), counts)
  if (!tells) return false
  await tellChanges(deps, tx, workspaceId, [{ segmentId, entered, left }], new Map([[segmentId, name]]))
  return entered.length + left.length > 0
}

/** Numbers of customers; as bytes, because the driver would read a million numbers for a second. */
async function readMembers(tx: Tx, workspaceId: string, segmentId: string): Promise<Uint32Array> {
  const found = await sql<{ numbers: Buffer | null }>`select string_agg(int4send(number), ''::bytea) as numbers
    from segment_members where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  const numbers = Buffer.from(found.rows[0]?.numbers ?? [])
  // PostgreSQL sends the highest byte first.
  numbers.swap32()
  return new Uint32Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length))
}

/** Numbers are small and close together: a byte for each says all, and sets of a million would take longer than the question. */
function differ(were: Uint32Array, are: Uint32Array): { entered: number[]; left: number[] } {
  const isMember = new Uint8Array(1 + [were, are].reduce((most, all) => all.reduce((m, n) => Math.max(n, m), most), 0))
  for (const number of were) isMember[number] = 1
  const entered = Array.from(are.filter((number) => isMember[number] === 0))
  for (const number of are) isMember[number] = 2
  return { entered, left: Array.from(were.filter((number) => isMember[number] === 1)) }
}

/** By customer number, because ClickHouse answers with millions of them; returns their ids where they are to be told. */
async function move(
  tx: Tx,
  segmentId: string,
  way: 'in' | 'out',
  numbers: number[],
  { workspaceId, now, tells }: { workspaceId: string; now: Temporal.Instant; tells: boolean },
): Promise<string[]> {
  const ids: string[] = []
  const asId = tells ? sql`returning customer_id as id` : sql``
  for (let i = 0; i < numbers.length; i += perBlock) {
    const block = numbers.slice(i, i + perBlock)
    const change =
      way === 'in'
        ? sql<{ id: string }>`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
            select ${workspaceId}, ${segmentId}, customer_id, number, ${now.toString()} from customers
            where workspace_id = ${workspaceId} and number = any(${block}::int[]) order by customer_id
            on conflict do nothing ${asId}`
        : sql<{ id: string }>`delete from segment_members where workspace_id = ${workspaceId}
            and segment_id = ${segmentId} and number = any(${block}::int[]) ${asId}`
    for (const { id } of (await change.execute(tx)).rows) ids.push(id)
  }
  return ids
}

async function saveWakes(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  numbers: Uint32Array,
  moments: Float64Array,
): Promise<void> {
  await sql`delete from segment_wakes where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  for (let i = 0; i < numbers.length; i += perBlock) {
    const [who, when] = [numbers.slice(i, i + perBlock), moments.slice(i, i + perBlock)]
    await sql`insert into segment_wakes (workspace_id, segment_id, customer_id, wake_at)
      select ${workspaceId}, ${segmentId}, c.customer_id, to_timestamp(w.at / 1000.0)
      from unnest(${Array.from(who)}::int[], ${Array.from(when)}::bigint[]) as w (number, at)
      join customers c on c.workspace_id = ${workspaceId} and c.number = w.number`.execute(tx)
  }
}
