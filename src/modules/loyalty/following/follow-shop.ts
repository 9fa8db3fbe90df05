import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import type { EventBody, LoggedEvent } from '#modules/events'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { LoyaltyDeps } from '../ledger/desk.ts'
import { applyHappening, orderEvents } from './apply-happening.ts'

const mostBatches = 20

/** A programme in use; since when without a break orders, and events that a rule names, earn by themselves: null where they do not. */
export type Follower = {
  programmeId: string
  rules: LoyaltyRules
  since: Temporal.Instant | null
  eventsSince: Temporal.Instant | null
}
export type Happening = LoggedEvent & { customerId: string }

/**
 * Looks at what was told since the last time: orders earn, refunds take back, other events earn where a rule names them; customers who
 * became one or two again are one or two members.
 * Each thing in a transaction of its own and once, however often it is looked at; then the place is moved on. Whether there was anything.
 */
export async function followShop(deps: LoyaltyDeps, workspaceId: string): Promise<boolean> {
  const found = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const from = await readOffset(tx, workspaceId)
    if (from === undefined) return undefined
    const batches = await readBatches(tx, workspaceId, from)
    const upTo = batches.at(-1)?.batchId
    if (upTo === undefined) return undefined
    const followers = await readFollowers(tx, workspaceId)
    return { from, upTo, followers, happenings: await readHappenings(tx, workspaceId, batches, followers) }
  })
  if (!found) return false
  const { from, upTo, followers, happenings } = found
  const shop = await inWorkspace(deps.db, workspaceId, (tx) => readShop(tx, workspaceId))
  for (const happening of happenings)
    for (const follower of followers) await applyHappening(deps, { workspaceId, ...shop }, follower, happening)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    sql`update loyalty_offsets set batch_id = ${upTo} where workspace_id = ${workspaceId} and batch_id = ${from}`.execute(
      tx,
    ),
  )
  return true
}

async function readOffset(tx: Tx, workspaceId: string): Promise<number | undefined> {
  const { rows } = await sql<{ batchId: number }>`select batch_id as "batchId" from loyalty_offsets
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.batchId
}

type Batch = { batchId: number; positions: number[]; customerIds: string[]; isTold: boolean }

async function readBatches(tx: Tx, workspaceId: string, from: number): Promise<Batch[]> {
  const { rows } =
    await sql<Batch>`select batch_id as "batchId", positions, customer_ids as "customerIds", pending is null as "isTold"
    from event_batches where workspace_id = ${workspaceId} and batch_id > ${from} order by batch_id limit ${mostBatches}`.execute(
      tx,
    )
  const untold = rows.findIndex(({ isTold }) => !isTold)
  return untold === -1 ? rows : rows.slice(0, untold)
}

async function readFollowers(tx: Tx, workspaceId: string): Promise<Follower[]> {
  type Row = Pick<Follower, 'programmeId' | 'rules'> & Record<'since' | 'eventsSince', Date | null>
  const { rows } = await sql<Row>`
    select p.programme_id as "programmeId", v.rules, ${sinceWhen(takesOrders)} as since, ${sinceWhen(namesEvents)} as "eventsSince"
    from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    where p.workspace_id = ${workspaceId} and p.status = 'active'`.execute(tx)
  return rows.map(({ since, eventsSince, ...row }) => ({
    ...row,
    since: instantOf(since),
    eventsSince: instantOf(eventsSince),
  }))
}

type Holds = (version: string) => ReturnType<typeof sql>

const takesOrders: Holds = (version) => sql`${sql.ref(`${version}.rules`)} ? 'orders'`
const namesEvents: Holds = (
  version,
) => sql`exists (select from jsonb_array_elements(${sql.ref(`${version}.rules`)} -> 'earn') e
  where coalesce(e ->> 'when', 'purchase') not in ('purchase', 'sign_up'))`

/** Where something holds of the rules in force: when the first of the versions came of which it has held ever since. */
const sinceWhen = (
  holds: Holds,
) => sql`case when ${holds('v')} then (select min(s.created_at) from loyalty_programme_versions s
  where s.workspace_id = p.workspace_id and s.programme_id = p.programme_id and s.version > coalesce((
    select max(o.version) from loyalty_programme_versions o where o.workspace_id = p.workspace_id
      and o.programme_id = p.programme_id and not ${holds('o')}), 0)) end`

const instantOf = (date: Date | null): Temporal.Instant | null =>
  date && Temporal.Instant.fromEpochMilliseconds(date.getTime())

const shopEvents = [...orderEvents, 'Customers Merged', 'Customers Separated']

async function readHappenings(
  tx: Tx,
  workspaceId: string,
  batches: Batch[],
  followers: Follower[],
): Promise<Happening[]> {
  if (followers.length === 0) return []
  const own = followers.flatMap(({ rules: { earn, pending } }) =>
    [...earn.map(({ when }) => when), pending?.until ?? []].flat(),
  )
  const owner = new Map(
    batches.flatMap(({ positions, customerIds }) => positions.map((position, i) => [position, customerIds[i] ?? ''])),
  )
  const { rows } = await sql<{
    position: number
    key: string
    at: Date
    source: string
    importId: string | null
    body: EventBody
  }>`
    select position, message_key as key, occurred_at as at, source, import_id as "importId", body from event_log
    where workspace_id = ${workspaceId} and position = any(${[...owner.keys()]}::bigint[])
      and event = any(${[...shopEvents, ...own]}) order by position`.execute(tx)
  return rows.map(({ position, key, at, source, importId, body }) => ({
    position,
    messageKey: key,
    occurredAt: at.getTime(),
    source,
    importId,
    body,
    customerId: owner.get(position) ?? '',
  }))
}

async function readShop(tx: Tx, workspaceId: string): Promise<{ currency: string; zone: string }> {
  const { rows } = await sql<{ currency: string; zone: string }>`select currency, time_zone as zone from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0] ?? { currency: 'EUR', zone: 'UTC' }
}
