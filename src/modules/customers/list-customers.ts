import { type RawBuilder, sql } from 'kysely'
import type { CustomerPage, CustomerRow, CustomerSort, ListCustomersQuery } from '#contract/customers'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { getShop } from './as-of.ts'
import { customerColumns, type StoredCustomer, toCustomerRow } from './customer-columns.ts'
import { foldText } from './profile/merge-traits.ts'
import { isBack, isLate } from './regulars.repo.ts'

type Sort = {
  column: RawBuilder<unknown>
  cast: RawBuilder<unknown>
  nullable: boolean
  reversed?: boolean
  value: (row: CustomerRow) => unknown
}

const sorts: Record<CustomerSort, Sort> = {
  name: { column: sql`c.name collate "und-x-icu"`, cast: sql`text`, nullable: true, value: (row) => row.name },
  orders: { column: sql`m.orders`, cast: sql`int`, nullable: false, value: (row) => row.orders },
  visits: { column: sql`m.visits`, cast: sql`int`, nullable: false, value: (row) => row.visits },
  revenue: { column: sql`m.revenue_minor`, cast: sql`bigint`, nullable: false, value: (row) => row.revenueMinor },
  average: { column: sql`m.average_minor`, cast: sql`bigint`, nullable: false, value: (row) => row.averageMinor },
  yearly: { column: sql`m.yearly_minor`, cast: sql`bigint`, nullable: false, value: (row) => row.yearlyMinor },
  first_order: {
    column: sql`m.first_order_at`,
    cast: sql`timestamptz`,
    nullable: true,
    value: (row) => row.firstOrderAt,
  },
  last_order: { column: sql`m.last_order_at`, cast: sql`timestamptz`, nullable: true, value: (row) => row.lastOrderAt },
  usual_gap: { column: sql`m.usual_gap_days`, cast: sql`real`, nullable: true, value: (row) => row.usualGapDays },
  // The latest is who should have come earliest.
  late: { column: sql`m.late_from`, cast: sql`date`, nullable: true, reversed: true, value: (row) => row.lateFrom },
}

export type ListDeps = { db: Db; clock: Clock; silenceDays: (workspaceId: string) => Promise<number> }

/** So many days a return counts as news. */
export const cameBackDays = 14

type Cursor = { value: unknown; id: string; rest: boolean }

/** Counted exactly up to here; beyond, a person only needs to know that there are many. */
const countedTo = 10_000
// Up to so many matches are collected and sorted; with more, walking the sort's index meets them soon.
const collectedTo = 20_000

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
    const plan = await planQuery(tx, workspaceId, query, measureCondition(query.filter, shop.asOf, silenceDays))
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor)
    const rows = await readPage(tx, workspaceId, query, plan, cursor, shop.asOf)
    const last = rows.at(-1)
    const nextCursor = last && rows.length === query.limit ? writeCursor(last, query.sort) : null
    return {
      customers: rows,
      nextCursor,
      ...(await count(tx, workspaceId, plan, query)),
      currency: shop.currency,
      asOf: shop.asOf,
    }
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

type Plan = { where: RawBuilder<unknown>; from: RawBuilder<unknown>; prefix: RawBuilder<unknown>; plain: boolean }

async function planQuery(
  tx: Tx,
  workspaceId: string,
  query: ListCustomersQuery,
  measures: RawBuilder<unknown>,
): Promise<Plan> {
  const profile = profileConditions(query)
  const where = sql`c.merged_into is null and ${query.filter === 'all' && profile.length === 0 ? sql`not c.is_anonymous` : sql`true`} and ${measures}`
  const joined = sql`customer_measures m join customers c using (workspace_id, customer_id)`
  if (profile.length === 0) return { where, from: joined, prefix: sql``, plain: query.filter === 'all' }
  const matches = sql`select customer_id from customers c where c.workspace_id = ${workspaceId} and ${sql.join(profile, sql` and `)}`
  const found = await sql<{
    count: number
  }>`select count(*)::int as count from (${matches} limit ${collectedTo + 1}) f`.execute(tx)
  if ((found.rows[0]?.count ?? 0) > collectedTo) {
    return { where: sql`${where} and ${sql.join(profile, sql` and `)}`, from: joined, prefix: sql``, plain: false }
  }
  const from = sql`found f join customers c on c.workspace_id = ${workspaceId} and c.customer_id = f.customer_id
    join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = f.customer_id`
  return { where, from, prefix: sql`with found as materialized (${matches})`, plain: false }
}

function profileConditions(query: ListCustomersQuery): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  for (const word of foldText(query.search ?? '')
    .split(/\s+/)
    .filter((w) => w !== '')
    .slice(0, 5)) {
    conditions.push(sql`c.search_text like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`)
  }
  const traits = new Map<string, string[]>()
  for (const pair of query.trait) {
    const at = pair.indexOf(':')
    if (at < 1) throw new DomainError('invalid', 'bad_filter', 'A trait filter is written name:value.')
    traits.set(pair.slice(0, at), [...(traits.get(pair.slice(0, at)) ?? []), pair.slice(at + 1)])
  }
  for (const [trait, values] of traits) {
    const any = values.flatMap((value) =>
      shapes(value).map((shape) => sql`c.traits @> ${JSON.stringify({ [trait]: shape })}::jsonb`),
    )
    conditions.push(sql`(${sql.join(any, sql` or `)})`)
  }
  if (query.tag.length > 0) conditions.push(sql`c.tags && ${query.tag}::text[]`)
  return conditions
}

/** A filter's text may stand for a number or a boolean in the traits. */
function shapes(value: string): unknown[] {
  if (value === 'true' || value === 'false') return [value, value === 'true']
  return value.trim() !== '' && Number.isFinite(Number(value)) ? [value, Number(value)] : [value]
}

function measureCondition(
  filter: ListCustomersQuery['filter'],
  asOf: string,
  silenceDays: number,
): RawBuilder<unknown> {
  switch (filter) {
    case 'late':
      return isLate(asOf, silenceDays)
    case 'came_back':
      return isBack(asOf, cameBackDays)
    case 'one_time':
      return sql`m.visits = 1`
    case 'regulars':
      return sql`m.visits >= 4`
    case 'no_orders':
      return sql`m.orders = 0`
    default:
      return sql`true`
  }
}

async function readPage(
  tx: Tx,
  workspaceId: string,
  query: ListCustomersQuery,
  plan: Plan,
  cursor: Cursor | undefined,
  asOf: string,
): Promise<CustomerRow[]> {
  const sort = sorts[query.sort]
  const rows: CustomerRow[] = []
  if (!cursor?.rest) {
    const present = sort.nullable ? sql`${sort.column} is not null` : sql`true`
    rows.push(
      ...(await select(tx, workspaceId, query, plan, sql`${plan.where} and ${present}`, cursor, query.limit, asOf)),
    )
  }
  if (sort.nullable && rows.length < query.limit) {
    const after = cursor?.rest ? cursor.id : undefined
    const lacking = sql`${plan.where} and ${sort.column} is null and ${after === undefined ? sql`true` : sql`c.customer_id > ${after}::uuid`}`
    const found = await sql<StoredCustomer>`${plan.prefix} select ${customerColumns} from ${plan.from}
      where c.workspace_id = ${workspaceId} and m.workspace_id = ${workspaceId} and ${lacking} order by c.customer_id limit ${query.limit - rows.length}`.execute(
      tx,
    )
    rows.push(...found.rows.map((row) => toCustomerRow(row, asOf)))
  }
  return rows
}

async function select(
  tx: Tx,
  workspaceId: string,
  query: ListCustomersQuery,
  plan: Plan,
  where: RawBuilder<unknown>,
  cursor: Cursor | undefined,
  limit: number,
  asOf: string,
): Promise<CustomerRow[]> {
  const sort = sorts[query.sort]
  const descending = (query.direction === 'desc') !== (sort.reversed ?? false)
  const direction = descending ? sql`desc` : sql`asc`
  // The index orders by the measures' customer id, which is the same as the customer's.
  const id = query.sort === 'name' ? sql`c.customer_id` : sql`m.customer_id`
  const after = cursor
    ? sql`(${sort.column}, ${id}) ${descending ? sql`<` : sql`>`} (${cursor.value as string}::${sort.cast}, ${cursor.id}::uuid)`
    : sql`true`
  const found = await sql<StoredCustomer>`${plan.prefix} select ${customerColumns} from ${plan.from}
    where c.workspace_id = ${workspaceId} and m.workspace_id = ${workspaceId} and ${where} and ${after}
    order by ${sort.column} ${direction}, ${id} ${direction} limit ${limit}`.execute(tx)
  return found.rows.map((row) => toCustomerRow(row, asOf))
}

async function count(
  tx: Tx,
  workspaceId: string,
  plan: Plan,
  query: ListCustomersQuery,
): Promise<{ total: number; totalIsEstimate: boolean }> {
  // Further pages do not count again.
  if (query.cursor !== undefined) return { total: 0, totalIsEstimate: true }
  const found = await sql<{
    count: number
  }>`${plan.prefix} select count(*)::int as count from (select 1 from ${plan.from}
    where c.workspace_id = ${workspaceId} and m.workspace_id = ${workspaceId} and ${plan.where} limit ${countedTo + 1}) n`.execute(
    tx,
  )
  const counted = found.rows[0]?.count ?? 0
  if (counted <= countedTo) return { total: counted, totalIsEstimate: false }
  if (!plan.plain) return { total: countedTo, totalIsEstimate: true }
  const all = await sql<{
    count: number
  }>`select next_customer_number - 1 as count from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return { total: all.rows[0]?.count ?? counted, totalIsEstimate: true }
}

function writeCursor(row: CustomerRow, sort: CustomerSort): string {
  const value = sorts[sort].value(row)
  return Buffer.from(JSON.stringify({ value, id: row.customerId, rest: value === null } satisfies Cursor)).toString(
    'base64url',
  )
}

function readCursor(text: string): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor
    if (typeof cursor.id === 'string' && /^[0-9a-f-]{36}$/.test(cursor.id)) return cursor
  } catch {
    // Falls through to the same answer as any other text that is not ours.
  }
  throw new DomainError('invalid', 'bad_cursor', 'The cursor is not one that this list gave out.')
}
