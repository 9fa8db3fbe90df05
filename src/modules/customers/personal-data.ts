import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'

const pageSize = 5_000

type ReadRows = <T>(ask: (tx: Tx) => Promise<T>) => Promise<T>
type Subject = {
  workspaceId: string
  customerIds: string[]
  numbers: number[]
  identities: { kind: string; value: string }[]
}

const of = (workspaceId: string, customerIds: string[]) =>
  sql`workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`

/** Profile, identities, orders and refunds of a person, to be handed to them or to be forgotten. */
export function customersPersonalData(ch: Clickhouse) {
  const orders = paged(
    'orders',
    'order_id, ordered_at, ordered_on, currency, revenue_minor, items, source, cancelled',
    'ordered_at',
    'order_id',
  )
  const refunds = paged('refunds', 'order_id, refunded_at, currency, amount_minor, source', 'refunded_at', 'refund_id')
  return {
    export: exportRows,
    many: { orders, refunds },
    erase: eraseRows,
    sweep: (subject: Subject) => sweepClickhouse(ch, subject),
  }
}

async function exportRows(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> {
  const read = async (columns: string, table: string, order: string): Promise<unknown[]> => {
    const { rows } = await sql`select ${sql.raw(columns)} from ${sql.table(table)} where ${of(workspaceId, customerIds)}
      order by ${sql.raw(order)}`.execute(tx)
    return rows
  }
  return {
    profile: await read(
      'customer_id, name, email, phone, external_id, traits, tags, first_seen_at, last_seen_at',
      'customers',
      'first_seen_at',
    ),
    identities: await read('kind, value', 'customer_identities', 'kind, value'),
  }
}

/** Rows of a table in the order of `at` and its key: one till may have hundreds of thousands under one name. */
function paged(table: 'orders' | 'refunds', columns: string, at: string, key: string) {
  return {
    count: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
        where ${of(workspaceId, customerIds)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    async *pages(read: ReadRows, workspaceId: string, customerIds: string[]): AsyncIterable<unknown[]> {
      let after = sql`true`
      for (;;) {
        const { rows } = await read((tx) =>
          sql<{
            row: object
            at: string
            key: string
          }>`select to_jsonb(t) - '_at' - '_key' as row, _at::text as at, _key::text as key from (
            select ${sql.raw(columns)}, ${sql.ref(at)} as _at, ${sql.ref(key)} as _key from ${sql.table(table)}
            where ${of(workspaceId, customerIds)} and ${after} order by ${sql.ref(at)}, ${sql.ref(key)} limit ${pageSize}) t
            order by _at, _key`.execute(tx),
        )
        yield rows.map(({ row }) => row)
        const last = rows.at(-1)
        if (!last || rows.length < pageSize) return
        const type = sql.raw(key === 'order_id' ? 'text' : 'uuid')
        after = sql`(${sql.ref(at)}, ${sql.ref(key)}) > (${last.at}::timestamptz, ${last.key}::${type})`
      }
    },
  }
}

/**
 * What was bought stays as figures of nobody: the row of the customer keeps its number and loses everything else, orders get
 * ids that mean nothing anywhere. Like somebody who was joined, but to nobody, they are in no list.
 */
async function eraseRows(tx: Tx, subject: Subject): Promise<Record<string, number>> {
  const { workspaceId, customerIds } = subject
  await eraseEdits(tx, subject)
  const whose = of(workspaceId, customerIds)
  await sql`update customers set name = null, email = null, phone = null, external_id = null, traits = '{}', trait_times = '{}',
    tags = '{}', search_text = '', is_anonymous = true, merged_into = customer_id, erased_at = now() where ${whose}`.execute(
    tx,
  )
  const identities = await sql`delete from customer_identities where ${whose}`.execute(tx)
  const orders = await sql<{ from: string }>`select order_id as "from" from orders where ${whose}
    union select order_id from refunds where ${whose}`.execute(tx)
  const renamed = JSON.stringify(orders.rows.map(({ from }) => ({ from, to: `erased-${newId()}` })))
  for (const table of ['orders', 'refunds']) {
    await sql`update ${sql.table(table)} o set order_id = r."to" from jsonb_to_recordset(${renamed}::jsonb) as r ("from" text, "to" text)
      where o.workspace_id = ${workspaceId} and o.customer_id = any(${customerIds}::uuid[]) and o.order_id = r."from"`.execute(
      tx,
    )
  }
  return { identities: Number(identities.numAffectedRows ?? 0), orders: orders.rows.length }
}

/** What was kept so that edits, merges and views can be undone or seen again. */
async function eraseEdits(tx: Tx, { workspaceId, customerIds, identities }: Subject): Promise<void> {
  const ids = sql`${customerIds}::uuid[]`
  await sql`delete from customer_merges where workspace_id = ${workspaceId} and (from_id = any(${ids}) or into_id = any(${ids}))`.execute(
    tx,
  )
  for (const table of ['duplicate_suggestions', 'distinct_customers']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and (a_id = any(${ids}) or b_id = any(${ids}))`.execute(
      tx,
    )
  }
  await sql`delete from bulk_edit_customers where ${of(workspaceId, customerIds)}`.execute(tx)
  // A selection or a view by somebody's own address or name was about this one person.
  const { rows } = await sql<{
    name: string | null
  }>`select name from customers where ${of(workspaceId, customerIds)}`.execute(tx)
  const words = [...identities.map(({ value }) => value), ...rows.flatMap(({ name }) => name ?? [])]
  const patterns = words
    .map((word) =>
      JSON.stringify(word)
        .toLowerCase()
        .replace(/[\\%_]/g, '\\$&'),
    )
    .map((word) => `%${word}%`)
  await sql`update bulk_edits set selection = '{"customerIds": []}' where workspace_id = ${workspaceId}
    and lower(selection::text) like any(${patterns}::text[])`.execute(tx)
  await sql`delete from customer_views where workspace_id = ${workspaceId}
    and (lower(query::text) like any(${patterns}::text[]) or lower(to_json(name)::text) like any(${patterns}::text[]))`.execute(
    tx,
  )
}

async function sweepClickhouse(ch: Clickhouse, { workspaceId, customerIds, numbers }: Subject): Promise<void> {
  const workspace = ch.forWorkspace(workspaceId)
  const whose = 'workspace_id = {workspace_id:UUID} AND customer IN {numbers:Array(UInt32)}'
  // Mutations, not light deletes: those only hide rows until some later merge.
  await workspace.command(`ALTER TABLE customer_traits DELETE WHERE ${whose} SETTINGS mutations_sync = 2`, { numbers })
  await workspace.command(
    'ALTER TABLE customer_profiles DELETE WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {customerIds:Array(UUID)} SETTINGS mutations_sync = 2',
    { customerIds },
  )
  await workspace.command(
    `ALTER TABLE sales UPDATE order_id = 'erased' WHERE ${whose} AND order_id != 'erased' SETTINGS mutations_sync = 2`,
    { numbers },
  )
}
