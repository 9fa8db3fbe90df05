import { type RawBuilder, sql } from 'kysely'
import type { CustomerRow } from '#contract/customers'
import type { Tx } from '#platform/postgres'
import { countedTo, type Way } from './choose-way.ts'
import { customerColumns, type StoredCustomer, toCustomerRow } from './customer-columns.ts'
import type { Conditions } from './list-conditions.ts'
import { type Cursor, sorts } from './list-order.ts'

type Collecting = { workspaceId: string; conditions: Conditions; rarer: Way['rarer'] }

/** Looks up everybody who meets the conditions, sorts them and takes a page; tells how many they are. */
export async function collectPage(
  tx: Tx,
  collecting: Collecting,
  page: { cursor: Cursor | undefined; descending: boolean; limit: number; asOf: string },
): Promise<{ rows: CustomerRow[]; total: number }> {
  const { workspaceId, conditions } = collecting
  const { cursor, descending, limit, asOf } = page
  const direction = descending ? sql`desc` : sql`asc`
  const order = sql`(p.key is null), p.key ${direction}, case when p.key is null then p.customer_id end, p.customer_id ${direction}`
  const { rows } = await sql<StoredCustomer & { total: number }>`
    with ${matching(collecting, everybody)},
    page as (select * from matching p where ${afterCursor(cursor, conditions.sort, descending)} order by ${order} limit ${limit})
    select ${customerColumns}, (select count(*)::int from matching) as total
    from page p join customers c on c.workspace_id = ${workspaceId} and c.customer_id = p.customer_id
    join customer_measures m on m.workspace_id = ${workspaceId} and m.customer_id = p.customer_id
    order by ${order}`.execute(tx)
  return { rows: rows.map(({ total: _, ...row }) => toCustomerRow(row, asOf)), total: rows[0]?.total ?? 0 }
}

/** How many meet the conditions, up to one more than are counted. */
export async function countMatching(tx: Tx, collecting: Collecting): Promise<number> {
  const { people, measures, rest, visits, bought } = collecting.conditions
  if (people === undefined && measures !== undefined && visits && !bought) {
    return await countUnjoined(tx, collecting.workspaceId, measures)
  }
  const counting =
    people !== undefined && measures === undefined && rest === undefined
      ? sql`select count(*)::int as count from ${lookUp(people, countedTo + 1)} f`
      : sql`with ${matching(collecting, countedTo + 1)} select count(*)::int as count from matching`
  const found = await sql<{ count: number }>`${counting}`.execute(tx)
  return found.rows[0]?.count ?? 0
}

/** Of those who meet `measures`, which an index tells, without the few who were joined to another: nobody else is looked at by themselves. */
async function countUnjoined(tx: Tx, workspaceId: string, measures: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{ count: number }>`
    with joined as (select count(*) as n from customers c join customer_measures m using (workspace_id, customer_id)
      where c.workspace_id = ${workspaceId} and c.merged_into is not null and ${measures})
    select (select count(*) from (select from customer_measures m where m.workspace_id = ${workspaceId} and ${measures}
        limit ${countedTo + 1} + (select n from joined)) f)::int - (select n from joined)::int as count`.execute(tx)
  return found.rows[0]?.count ?? 0
}

const everybody = 2 ** 31 - 1

const lookUp = ({ words, traits, tags }: NonNullable<Conditions['people']>, most: number): RawBuilder<unknown> =>
  sql`find_customers(${words}::text[], ${JSON.stringify(traits)}::jsonb, ${tags}::text[], ${most}::int)`

function matching({ workspaceId, conditions, rarer }: Collecting, most: number): RawBuilder<unknown> {
  const { people, profile, measures, bought, sort, rest } = conditions
  const key = sql`${sorts[sort].column} as key`
  const joined = (table: 'customers' | 'customer_measures', alias: 'c' | 'm'): RawBuilder<unknown> =>
    sql`join ${sql.table(table)} ${sql.ref(alias)} on ${sql.ref(`${alias}.workspace_id`)} = ${workspaceId}
      and ${sql.ref(`${alias}.customer_id`)} = f.customer_id`
  if (people !== undefined && rest !== undefined && rarer === 'people') {
    const isLookedUp = people.words.length + people.traits.length + people.tags.length > 0
    const found = isLookedUp
      ? sql`select f.customer_id from ${lookUp(people, everybody)} f (customer_id)
          join customers c on c.workspace_id = ${workspaceId} and c.customer_id = f.customer_id where ${rest}`
      : sql`select c.customer_id from customers c where c.workspace_id = ${workspaceId} and c.merged_into is null and ${rest}
          ${measures ? sql`` : sql`limit ${most}`}`
    return sql`found as materialized (${found}),
      matching as materialized (select f.customer_id, ${key} from found f ${joined('customer_measures', 'm')}
        ${sort === 'name' ? joined('customers', 'c') : sql``} where ${measures ?? sql`true`} limit ${most})`
  }
  if (people !== undefined && rarer === 'people') {
    return sql`found as materialized (select f.customer_id from ${lookUp(people, measures ? everybody : most)} f (customer_id)),
      matching as materialized (select f.customer_id, ${key} from found f
        ${measures === undefined && sort === 'name' ? sql`` : joined('customer_measures', 'm')}
        ${sort === 'name' ? joined('customers', 'c') : sql``} where ${measures ?? sql`true`} limit ${most})`
  }
  // Who has bought cannot have been joined to another: then the purchases would be the other's.
  if (people === undefined && bought && sort !== 'name') {
    return sql`matching as materialized (select m.customer_id, ${key} from customer_measures m
      where m.workspace_id = ${workspaceId} and ${measures ?? sql`true`} limit ${most})`
  }
  return sql`found as materialized (select m.customer_id${sort === 'name' ? sql`` : sql`, ${key}`} from customer_measures m
      where m.workspace_id = ${workspaceId} and ${measures ?? sql`true`}),
    matching as materialized (select f.customer_id, ${sort === 'name' ? key : sql`f.key`} from found f ${joined('customers', 'c')}
      where c.merged_into is null and ${profile} limit ${most})`
}

function afterCursor(cursor: Cursor | undefined, sort: Conditions['sort'], descending: boolean): RawBuilder<unknown> {
  if (cursor === undefined) return sql`true`
  if (cursor.rest) return sql`p.key is null and p.customer_id > ${cursor.id}::uuid`
  return sql`(p.key is null or (p.key, p.customer_id) ${descending ? sql`<` : sql`>`}
    (${cursor.value as string}::${sorts[sort].cast}, ${cursor.id}::uuid))`
}
