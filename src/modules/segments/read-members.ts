import { sql } from 'kysely'
import { z } from 'zod'
import type { Condition, SegmentHistory, SegmentMembers, SegmentPreview } from '#contract/segments'
import { hasMoreCustomers } from '#modules/customers'
import { dayIn } from '#platform/clock'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'
import { inWorkspace, type Tx } from '#platform/postgres'
import { ask, findWith, readShop } from './ask-people.ts'
import { checkDefinition } from './check-definition.ts'
import { compileCondition, compileSegment } from './compile/compile-condition.ts'
import type { QueryBuilder } from './compile/query-builder.ts'
import { getSegment } from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'

const place = z.object({ at: cursorPart.moment, id: z.uuid() })

const examples = 10
type Person = SegmentPreview['examples'][number]
const who = sql`c.customer_id as "customerId", c.name, c.email, c.phone, c.external_id as "externalId"`

/** Members, the newest first; `cursor` is what the page before gave as `next`. Throws not_found. */
export async function readMembers(
  deps: SegmentsDeps,
  workspaceId: string,
  segmentId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<SegmentMembers> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const segment = await getSegment(tx, workspaceId, segmentId)
    const after = cursor === undefined ? undefined : readCursor(place, cursor)
    const rest = after ? sql`and (m.entered_at, m.customer_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
    const found = await sql<Person & { since: string; listed: boolean }>`select ${who},
        to_char(m.entered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since,
        exists (select from segment_lists l where l.workspace_id = ${workspaceId} and l.segment_id = ${segmentId}
          and l.customer_id = m.customer_id and l.listed = 'in') as listed
      from segment_members m join customers c using (workspace_id, customer_id)
      where m.workspace_id = ${workspaceId} and m.segment_id = ${segmentId} ${rest}
      order by m.entered_at desc, m.customer_id desc limit ${limit + 1}`.execute(tx)
    const members = found.rows.slice(0, limit)
    const last = found.rows.length > limit ? members.at(-1) : undefined
    const next = last ? writeCursor({ at: last.since, id: last.customerId }) : null
    return { members, total: segment.members, next }
  })
}

/** How many there were, came and went by day. Throws not_found. */
export async function readHistory(deps: SegmentsDeps, workspaceId: string, segmentId: string): Promise<SegmentHistory> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getSegment(tx, workspaceId, segmentId)
    const { zone } = await readShop(tx, workspaceId)
    const today = dayIn(deps.clock.now(), zone)
    // A day on which nothing happened is like the one before.
    const found = await sql<SegmentHistory['days'][number]>`select d.day::date as day,
        coalesce((select s.members from segment_days s where s.workspace_id = ${workspaceId} and s.segment_id = ${segmentId}
          and s.day <= d.day order by s.day desc limit 1), 0) as members,
        coalesce(s.entered, 0) as entered, coalesce(s.exited, 0) as left
      from generate_series((select greatest(coalesce(min(day), ${today}::date), ${today}::date - 365) from segment_days
          where workspace_id = ${workspaceId} and segment_id = ${segmentId}), ${today}::date, interval '1 day') as d (day)
      left join segment_days s on s.workspace_id = ${workspaceId} and s.segment_id = ${segmentId} and s.day = d.day
      order by d.day`.execute(tx)
    return { days: found.rows }
  })
}

/** The second half of an id is random, and it is by this half that ClickHouse sorts: a stretch of ids is a sample of people. */
const sample = { from: '00000000-0000-0000-8000-000000000000', below: '00000000-0000-0000-8400-000000000000' }
const samples = 16
/** So many are asked quickly enough. */
const fewCustomers = 100_000

/**
 * How many a definition would have now, and ten of them; nothing is kept. `quick`: of many customers a sample is asked, and the numbers
 * are stretched to all of them.
 */
export async function previewSegment(
  deps: Pick<SegmentsDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
  definition: Condition,
  { segmentId, quick = false }: { segmentId?: string | undefined; quick?: boolean } = {},
): Promise<SegmentPreview> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const shop = await readShop(tx, workspaceId)
    const now = deps.clock.now()
    const ch = deps.ch.forWorkspace(workspaceId)
    await checkDefinition(ch, shop, definition, now, segmentId)
    const find = findWith(shop, segmentId, definition)
    const isAbout = quick && (await hasMoreCustomers(tx, workspaceId, fewCustomers))
    const compile = (q: QueryBuilder) => [
      segmentId === undefined ? compileCondition(q, definition, find) : compileSegment(q, segmentId, find),
    ]
    const question = ask(shop, now, compile, isAbout ? { among: sample } : {})
    const [found] = await ch.query<{ members: number; customers: number; ids: string[] }>(
      `SELECT toUInt32(countIf(h0 = 1)) AS members, toUInt32(count()) AS customers, groupArraySampleIf(${examples}, 7)(customer_id, h0 = 1) AS ids
        FROM (${question.sql})`,
      question.params,
      { urgent: true },
    )
    const { members = 0, customers = 0, ids = [] } = found ?? {}
    const times = isAbout ? samples : 1
    const people = await describe(tx, workspaceId, ids)
    return { members: members * times, customers: customers * times, isAbout, examples: people }
  })
}

/** For how many people each of these conditions holds, counted together; `at` is the moment of the question. Throws as `createSegment`. */
export async function countConditions(
  deps: Pick<SegmentsDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
  conditions: Condition[],
  at: Temporal.Instant = deps.clock.now(),
): Promise<number[]> {
  if (conditions.length === 0) return []
  const shop = await inWorkspace(deps.db, workspaceId, (tx) => readShop(tx, workspaceId))
  const question = ask(shop, at, (q) => conditions.map((condition) => compileCondition(q, condition, shop.find)))
  const counts = conditions.map((_, i) => `toUInt32(countIf(h${i} = 1))`).join(', ')
  const [row] = await deps.ch
    .forWorkspace(workspaceId)
    .query<{ counts: number[] }>(`SELECT [${counts}] AS counts FROM (${question.sql})`, question.params)
  return row?.counts.map(Number) ?? conditions.map(() => 0)
}

async function describe(tx: Tx, workspaceId: string, ids: string[]): Promise<Person[]> {
  const found = await sql<Person>`select ${who} from customers c where c.workspace_id = ${workspaceId}
    and c.customer_id = any(${ids}::uuid[]) order by c.name nulls last, c.customer_id`.execute(tx)
  return found.rows
}

/** The segments somebody is in now, for the customer's page; `customerIds` is the person and who was joined to them. */
export async function segmentsOf(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<{ segmentId: string; name: string; since: Date }[]> {
  const found = await sql<{ segmentId: string; name: string; since: Date }>`
    select s.segment_id as "segmentId", s.name, m.entered_at as since
    from segment_members m join segments s using (workspace_id, segment_id)
    where m.workspace_id = ${workspaceId} and m.customer_id = any(${customerIds}::uuid[]) order by s.name`.execute(tx)
  return found.rows
}

/** Which of these customers a condition holds for now; `key` is the key of the run that asks. */
export async function matchCustomers(
  deps: Pick<SegmentsDeps, 'ch' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
  people: { persons: string[]; family: string[] },
  key?: string,
): Promise<Set<string>> {
  const shop = await readShop(tx, workspaceId)
  const options = { only: people, ...(key === undefined ? {} : { key }) }
  const question = ask(shop, deps.clock.now(), (q) => [compileCondition(q, condition, shop.find)], options)
  const rows = await deps.ch
    .forWorkspace(workspaceId)
    .query<{ id: string }>(`SELECT customer_id AS id FROM (${question.sql}) WHERE h0 = 1`, question.params, {
      urgent: true,
    })
  return new Set(rows.map(({ id }) => id))
}

/** Everybody for whom a condition holds at this moment. */
export async function findMatching(
  deps: Pick<SegmentsDeps, 'ch' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
): Promise<string[]> {
  const shop = await readShop(tx, workspaceId)
  const question = ask(shop, deps.clock.now(), (q) => [compileCondition(q, condition, shop.find)])
  const rows = await deps.ch
    .forWorkspace(workspaceId)
    .query<{ id: string }>(`SELECT customer_id AS id FROM (${question.sql}) WHERE h0 = 1`, question.params)
  return rows.map(({ id }) => id)
}

/** Members in the order of their ids, so that who goes on where they stopped meets nobody twice. */
export async function pageMembers(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const behind = after === null ? sql`` : sql`and customer_id > ${after}::uuid`
  const found = await sql<{ id: string }>`select customer_id as id from segment_members
    where workspace_id = ${workspaceId} and segment_id = ${segmentId} ${behind} order by customer_id limit ${limit}`.execute(
    tx,
  )
  return found.rows.map(({ id }) => id)
}

/** Throws for a condition that no customer could be asked: see `createSegment`. */
export async function checkCondition(
  deps: Pick<SegmentsDeps, 'ch' | 'clock'>,
  tx: Tx,
  workspaceId: string,
  definition: Condition,
): Promise<void> {
  const shop = await readShop(tx, workspaceId)
  await checkDefinition(deps.ch.forWorkspace(workspaceId), shop, definition, deps.clock.now())
}
