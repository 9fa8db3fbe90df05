import { type RawBuilder, sql } from 'kysely'
import type { CustomerRow } from '#contract/customers'
import type { Tx } from '#platform/postgres'
import { customerColumns, type StoredCustomer, toCustomerRow } from './customer-columns.ts'
import type { Conditions } from './list-conditions.ts'
import { type Cursor, sorts } from './list-order.ts'

type Walk = {
  workspaceId: string
  conditions: Conditions
  cursor: Cursor | undefined
  descending: boolean
  limit: number
  /** passes at most so many customers; undefined = until the page is full */
  most: number | undefined
  asOf: string
}

/** A page of customers as they come along the sort's index; those who lack the sorted measure after all others. */
export async function walkPage(tx: Tx, walk: Walk): Promise<CustomerRow[]> {
  const { cursor, limit } = walk
  const { column, cast, nullable, scores } = sorts[walk.conditions.sort]
  if (scores) return await walkScores(tx, walk, { ...scores, cast })
  const id = walk.conditions.sort === 'name' ? sql`c.customer_id` : sql`m.customer_id`
  const direction = walk.descending ? sql`desc` : sql`asc`
  const rows: CustomerRow[] = []
  if (!cursor?.rest) {
    const after = cursor
      ? sql`(${column}, ${id}) ${walk.descending ? sql`<` : sql`>`} (${cursor.value as string}::${cast}, ${cursor.id}::uuid)`
      : sql`true`
    const present = nullable ? sql`${column} is not null and ${after}` : after
    rows.push(...(await step(tx, walk, present, sql`${column} ${direction}, ${id} ${direction}`, limit)))
  }
  if (nullable && rows.length < limit) {
    const after = cursor?.rest ? sql`${id} > ${cursor.id}::uuid` : sql`true`
    rows.push(...(await step(tx, walk, sql`${column} is null and ${after}`, id, limit - rows.length)))
  }
  return rows
}

/** The same along an index of scores, and behind them those who have none. */
async function walkScores(
  tx: Tx,
  walk: Walk,
  { key, rows: counted, cast }: Record<'key' | 'rows' | 'cast', RawBuilder<unknown>>,
): Promise<CustomerRow[]> {
  const { workspaceId, conditions, cursor, limit, most } = walk
  const { measures, visits } = conditions
  const direction = walk.descending ? sql`desc` : sql`asc`
  const early = visits && measures ? sql`and ${measures}` : sql``
  const passes = most === undefined ? sql`` : sql`limit ${most}`
  const ofScore = sql`s.workspace_id = ${workspaceId} and ${counted}`
  const rows: CustomerRow[] = []
  if (!cursor?.rest) {
    const after = cursor
      ? sql`(${key}, s.customer_id) ${walk.descending ? sql`<` : sql`>`} (${cursor.value as number}::${cast}, ${cursor.id}::uuid)`
      : sql`true`
    const passed = sql`(select m.*, ${key} as key from customer_scores s
      join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = s.customer_id
      where ${ofScore} and ${after} ${early} order by ${key} ${direction}, s.customer_id ${direction} ${passes}) m`
    rows.push(...(await readPassed(tx, walk, passed, sql`m.key ${direction}, m.customer_id ${direction}`, limit)))
  }
  if (rows.length < limit) {
    const after = cursor?.rest ? sql`m.customer_id > ${cursor.id}::uuid` : sql`true`
    const passed = sql`(select m.* from customer_measures m where m.workspace_id = ${workspaceId} and ${after} ${early}
      and not exists (select from customer_scores s where ${ofScore} and s.customer_id = m.customer_id)
      order by m.customer_id ${passes}) m`
    rows.push(...(await readPassed(tx, walk, passed, sql`m.customer_id`, limit - rows.length)))
  }
  return rows
}

async function step(
  tx: Tx,
  walk: Walk,
  part: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<CustomerRow[]> {
  const { workspaceId, conditions, most } = walk
  const { measures, visits, sort } = conditions
  const passed =
    sort === 'name'
      ? sql`(select * from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and ${part}
          order by ${order} ${most === undefined ? sql`` : sql`limit ${most}`}) c
          join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = c.customer_id`
      : sql`(select * from customer_measures m where m.workspace_id = ${workspaceId} and ${part}
          and ${visits ? measures : sql`true`} order by ${order} ${most === undefined ? sql`` : sql`limit ${most}`}) m`
  return await readPassed(tx, walk, passed, order, limit)
}

async function readPassed(
  tx: Tx,
  { workspaceId, conditions, asOf }: Walk,
  passed: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<CustomerRow[]> {
  const { profile, measures, people, sort } = conditions
  const asked = sql`${profile} and ${measures ?? sql`true`}`
  const named = people === undefined && measures === undefined ? sql`not c.is_anonymous` : sql`true`
  const both =
    sort === 'name'
      ? passed
      : sql`${passed} join customers c on c.workspace_id = ${workspaceId} and c.customer_id = m.customer_id`
  const found = await sql<StoredCustomer>`select ${customerColumns} from ${both}
    where c.merged_into is null and ${named} and ${asked} order by ${order} limit ${limit}`.execute(tx)
  return found.rows.map((row) => toCustomerRow(row, asOf))
}
