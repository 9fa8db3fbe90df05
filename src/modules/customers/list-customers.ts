import { sql } from 'kysely'
import type { CustomerPage, CustomerRow, ListCustomersQuery } from '#contract/customers'
import type { Clock } from '#platform/clock'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { getShop, type Shop } from './as-of.ts'
import { chooseWay, countedTo } from './choose-way.ts'
import { collectPage, countMatching } from './collect-customers.ts'
import { type Conditions, readConditions } from './list-conditions.ts'
import { type Cursor, cursorAfter, cursorOf, sorts } from './list-order.ts'
import { walkPage } from './walk-customers.ts'

export type ListDeps = { db: Db; clock: Clock; silenceDays: (workspaceId: string) => Promise<number> }

type Total = Pick<CustomerPage, 'total' | 'totalIsEstimate' | 'totalIsMinimum'>
type Page = { rows: CustomerRow[]; total: Total }

/** One page of customers. Those who lack the sorted measure come after all others. */
export async function listCustomers(
  deps: ListDeps,
  workspaceId: string,
  query: ListCustomersQuery,
): Promise<CustomerPage> {
  // Only asked for where it matters: it is counted from the whole shop's intervals.
  const silenceDays = query.filter === 'late' ? await deps.silenceDays(workspaceId) : 0
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const shop = await getShop(tx, deps.clock, workspaceId)
    const conditions = readConditions(query, shop.asOf, silenceDays)
    const everybody = conditions.people === undefined && conditions.measures === undefined
    const page = await (everybody ? readEverybody : readMatching)(tx, workspaceId, query, conditions, shop)
    const last = page.rows.at(-1)
    const nextCursor = last && page.rows.length === query.limit ? cursorAfter(last, conditions.sort) : null
    return { customers: page.rows, nextCursor, ...page.total, currency: shop.currency, asOf: shop.asOf }
  })
}

/** Every matching customer, page by page, for an export. */
export async function* eachCustomer(
  deps: ListDeps,
  workspaceId: string,
  query: ListCustomersQuery,
): AsyncIterable<CustomerRow> {
  let cursor: string | undefined
  do {
    const page = await listCustomers(deps, workspaceId, { ...query, limit: 200, cursor })
    yield* page.customers
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

// Further pages do not count again.
const uncounted: Total = { total: 0, totalIsEstimate: true, totalIsMinimum: true }
const moreThanCounted: Total = { total: countedTo, totalIsEstimate: true, totalIsMinimum: true }
const exactly = (total: number): Total =>
  total > countedTo ? moreThanCounted : { total, totalIsEstimate: false, totalIsMinimum: false }

type Place = { cursor: Cursor | undefined; descending: boolean; limit: number; asOf: string }

function placeOf(query: ListCustomersQuery, { sort }: Conditions, asOf: string): Place {
  const cursor = query.cursor === undefined ? undefined : cursorOf(query.cursor, sort)
  return {
    cursor,
    descending: (query.direction === 'desc') !== (sorts[sort].reversed ?? false),
    limit: query.limit,
    asOf,
  }
}

async function readEverybody(
  tx: Tx,
  workspaceId: string,
  query: ListCustomersQuery,
  conditions: Conditions,
  shop: Shop,
): Promise<Page> {
  const place = placeOf(query, conditions, shop.asOf)
  const rows = await walkPage(tx, { workspaceId, conditions, ...place, most: undefined })
  if (place.cursor !== undefined) return { rows, total: uncounted }
  const found = await sql<{ count: number }>`select count(*)::int as count from (select 1
    from customers c join customer_measures m using (workspace_id, customer_id)
    where c.workspace_id = ${workspaceId} and c.merged_into is null and not c.is_anonymous limit ${countedTo + 1}) n`.execute(
    tx,
  )
  const counted = found.rows[0]?.count ?? 0
  if (counted <= countedTo) return { rows, total: exactly(counted) }
  return { rows, total: { total: shop.numbers, totalIsEstimate: true, totalIsMinimum: false } }
}

async function readMatching(
  tx: Tx,
  workspaceId: string,
  query: ListCustomersQuery,
  conditions: Conditions,
  shop: Shop,
): Promise<Page> {
  const place = placeOf(query, conditions, shop.asOf)
  const { walk, rarer, many } = await chooseWay(tx, workspaceId, conditions, shop.numbers, query.limit)
  const collecting = { workspaceId, conditions, rarer }
  if (walk !== 0) {
    const rows = await walkPage(tx, { workspaceId, conditions, ...place, most: walk })
    if (walk === undefined || rows.length === query.limit) {
      if (place.cursor !== undefined) return { rows, total: uncounted }
      return { rows, total: many ? moreThanCounted : exactly(await countMatching(tx, collecting)) }
    }
  }
  const { rows, total } = await collectPage(tx, collecting, place)
  return { rows, total: place.cursor === undefined ? exactly(total) : uncounted }
}
