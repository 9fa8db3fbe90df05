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
  const { column, cast, nullable } = sorts[walk.conditions.sort]
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

async function step(
  tx: Tx,
  { workspaceId, conditions, most, asOf }: Walk,
  part: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<CustomerRow[]> {
  const { profile, measures, visits, people, sort } = conditions
  const asked = sql`${profile} and ${measures ?? sql`true`}`
  const named = people === undefined && measures === undefined ? sql`not c.is_anonymous` : sql`true`
  const passed =
    sort === 'name'
      ? sql`(select * from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and ${part}
          order by ${order} ${most === undefined ? sql`` : sql`limit ${most}`}) c
          join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = c.customer_id`
      : sql`(select * from customer_measures m where m.workspace_id = ${workspaceId} and ${part}
          and ${visits ? measures : sql`true`} order by ${order} ${most === undefined ? sql`` : sql`limit ${most}`}) m
          join customers c on c.workspace_id = ${workspaceId} and c.customer_id = m.customer_id`
  const found = await sql<StoredCustomer>`select ${customerColumns} from ${passed}
    where c.merged_into is null and ${named} and ${asked} order by ${order} limit ${limit}`.execute(tx)
  return found.rows.map((row) => toCustomerRow(row, asOf))
}
