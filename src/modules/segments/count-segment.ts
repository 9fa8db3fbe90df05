import { sql } from 'kysely'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { ask, isUnanswerable, readShop } from './ask-people.ts'
import { compileSegment } from './compile/compile-condition.ts'
import { tellChanges, wakeHours } from './follow-people.ts'
import { lockMemberships, noteDay, readDefinitions, type StoredSegment } from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const perBlock = 10_000

/**
 * Counts anew who is in the segments whose definition changed, or that time changes for everybody, or that a day has passed over.
 * Whether anything was done.
 */
export async function countSegments(deps: SegmentsDeps, workspaceId: string): Promise<boolean> {
  const now = deps.clock.now()
  const due = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ id: string }>`select segment_id as id from segments where workspace_id = ${workspaceId}
      and (status = 'counting' or status = 'ready' and flips_at <= ${now.toString()}) order by segment_id`.execute(tx),
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
      await sql`update segments set status = 'failed', error = ${error.message.slice(0, 500)}
        where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
      await saveWakes(tx, workspaceId, segmentId, [])
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
  const wakes = hasWakes ? 'groupArrayIf((customer, n0), n0 <= {horizon:Int64})' : '[]'
  const horizon = now.add({ hours: wakeHours }).epochMilliseconds
  const [found] = await deps.ch
    .forWorkspace(workspaceId)
    .query<{ members: number[]; wakes: [number, string | number][] }>(
      `SELECT groupArrayIf(customer, h0 = 1) AS members, ${wakes} AS wakes FROM (${people})`,
      hasWakes ? { ...params, horizon } : params,
    )
  const are = new Set(found?.members ?? [])
  const were = new Set(await readMembers(tx, workspaceId, segmentId))
  const entered = await move(
    tx,
    workspaceId,
    segmentId,
    'in',
    [...are].filter((number) => !were.has(number)),
    now,
  )
  const left = await move(
    tx,
    workspaceId,
    segmentId,
    'out',
    [...were].filter((number) => !are.has(number)),
    now,
  )
  await saveWakes(tx, workspaceId, segmentId, found?.wakes ?? [])
  // What time changes for single people is found once a day at the latest, because wakes reach no further.
  const daily = hasWakes ? now.add({ hours: 24 }).epochMilliseconds : Number.POSITIVE_INFINITY
  const flipsAt = Math.min(answer?.flipsAt ?? Number.POSITIVE_INFINITY, daily)
  const tells = segment.told || segment.status === 'ready'
  await sql`update segments set status = 'ready', told = false, error = null, computed_at = ${now.toString()}, members = ${are.size},
      flips_at = ${Number.isFinite(flipsAt) ? Temporal.Instant.fromEpochMilliseconds(flipsAt).toString() : null}
    where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  const counts = tells ? { entered: entered.length, exited: left.length } : { entered: 0, exited: 0 }
  await noteDay(tx, workspaceId, segmentId, dayIn(now, shop.zone), counts)
  if (!tells) return false
  await tellChanges(deps, tx, workspaceId, [{ segmentId, entered, left }], new Map([[segmentId, name]]))
  return entered.length + left.length > 0
}

async function readMembers(tx: Tx, workspaceId: string, segmentId: string): Promise<number[]> {
  // As one text: an array of a million numbers costs the driver a second to read.
  const found = await sql<{
    numbers: string | null
  }>`select string_agg(number::text, ',') as numbers from segment_members
    where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  return found.rows[0]?.numbers?.split(',').map(Number) ?? []
}

/** By customer number, because ClickHouse answers with millions of them; returns their ids. */
async function move(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  way: 'in' | 'out',
  numbers: number[],
  at: Temporal.Instant,
): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < numbers.length; i += perBlock) {
    const block = numbers.slice(i, i + perBlock)
    const moved =
      way === 'in'
        ? await sql<{
            id: string
          }>`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
            select ${workspaceId}, ${segmentId}, customer_id, number, ${at.toString()} from customers
            where workspace_id = ${workspaceId} and number = any(${block}::int[])
            on conflict do nothing returning customer_id as id`.execute(tx)
        : await sql<{ id: string }>`delete from segment_members where workspace_id = ${workspaceId}
            and segment_id = ${segmentId} and number = any(${block}::int[]) returning customer_id as id`.execute(tx)
    for (const { id } of moved.rows) ids.push(id)
  }
  return ids
}

async function saveWakes(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  wakes: [number, string | number][],
): Promise<void> {
  await sql`delete from segment_wakes where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  for (let i = 0; i < wakes.length; i += perBlock) {
    const block = wakes.slice(i, i + perBlock)
    await sql`insert into segment_wakes (workspace_id, segment_id, customer_id, wake_at)
      select ${workspaceId}, ${segmentId}, c.customer_id, to_timestamp(w.at / 1000.0)
      from unnest(${block.map(([number]) => number)}::int[], ${block.map(([, at]) => Number(at))}::bigint[]) as w (number, at)
      join customers c on c.workspace_id = ${workspaceId} and c.number = w.number`.execute(tx)
  }
}
