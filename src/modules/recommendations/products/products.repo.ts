import { sql } from 'kysely'
import { prepared, type Tx } from '#platform/postgres'
import type { History } from './history.ts'
import type { ToldProduct } from './read-product-events.ts'

/** What a batch told of one product, its tellings already made one. */
export type SeenProduct = ToldProduct & { first: number }

/**
 * Until the transaction ends nobody else changes this workspace's products. One program sets prices while another sets the stock and
 * a till tells of a sale: each has to see what the others said, or would write back what it had read before.
 */
export async function lockProducts(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`products:${workspaceId}`}, 0))`.execute(tx)
}

/**
 * Adds what is new and changes what is told anew. Rows that would stay as they are, as nearly all do, are not written; being seen again
 * counts once a day. Resolves to the ids of the rows that were written.
 */
export async function saveSeenProducts(tx: Tx, workspaceId: string, seen: SeenProduct[]): Promise<Set<string>> {
  await lockProducts(tx, workspaceId)
  const rows = seen.map((one) => ({
    ...one,
    at: new Date(one.at).toISOString(),
    first: new Date(one.first).toISOString(),
    search: searchText(one.productId, one.name),
  }))
  const { rows: written } = await sql<{ id: string }>`
    with told as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t ("productId" text, name text, category text,
        "priceMinor" bigint, currency text, "imageUrl" text, url text, "inStock" boolean, at timestamptz, first timestamptz, search text)
    ), merged as (
      select t."productId" as id, t.at, t.first, p.product_id is null as fresh,
        coalesce(n.name, p.name) as name, coalesce(n.category, p.category) as category,
        coalesce(n.price, p.price_minor) as price, coalesce(n.currency, p.currency) as currency,
        coalesce(n.image, p.image_url) as image, coalesce(n.url, p.url) as url, coalesce(n.stock, p.in_stock, true) as stock,
        case when n.name is null then coalesce(p.search_text, t.search) else t.search end as search
      from told t left join products p on p.workspace_id = ${workspaceId} and p.product_id = t."productId",
      lateral (select t.at >= coalesce(p.told_at, '-infinity') as newer) as w,
      lateral (select
        case when newer or p.name is null then t.name end as name,
        case when newer or p.category is null then t.category end as category,
        case when newer or p.price_minor is null then t."priceMinor" end as price,
        case when newer or p.price_minor is null then t.currency end as currency,
        case when newer or p.image_url is null then t."imageUrl" end as image,
        case when newer or p.url is null then t.url end as url,
        case when newer then t."inStock" end as stock) as n
      where p.product_id is null or t.first < p.first_seen_at - interval '1 day' or t.at > p.last_seen_at + interval '1 day'
        or coalesce(n.name, p.name) is distinct from p.name or coalesce(n.category, p.category) is distinct from p.category
        or coalesce(n.price, p.price_minor) is distinct from p.price_minor or coalesce(n.currency, p.currency) is distinct from p.currency
        or coalesce(n.image, p.image_url) is distinct from p.image_url or coalesce(n.url, p.url) is distinct from p.url
        or coalesce(n.stock, p.in_stock) is distinct from p.in_stock
    )
    insert into products (workspace_id, product_id, name, category, price_minor, currency, image_url, url, in_stock, search_text,
      first_seen_at, last_seen_at, told_at)
    select ${workspaceId}, id, name, category, price, currency, image, url, stock, search, first, at, at from merged order by id
    on conflict (workspace_id, product_id) do update set name = excluded.name, category = excluded.category,
      price_minor = excluded.price_minor, currency = excluded.currency, image_url = excluded.image_url, url = excluded.url,
      in_stock = excluded.in_stock, search_text = excluded.search_text,
      first_seen_at = least(products.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(products.last_seen_at, excluded.last_seen_at),
      told_at = greatest(products.told_at, excluded.told_at)
    returning product_id as id`.execute(tx)
  return new Set(written.map(({ id }) => id))
}

export function searchText(productId: string, name: string | null): string {
  return `${name ?? ''}\n${productId}`.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

export async function findHistories(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Map<string, History>> {
  const { rows } = await prepared<{ id: string; items: History }>`select customer_id as id, items from product_histories
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return new Map(rows.map(({ id, items }) => [id, items]))
}

export async function saveHistories(tx: Tx, workspaceId: string, histories: Map<string, History>): Promise<void> {
  const ids = [...histories.keys()].sort()
  const items = ids.map((id) => JSON.stringify(histories.get(id)))
  await sql`insert into product_histories (workspace_id, customer_id, items)
    select ${workspaceId}, id, items::jsonb from unnest(${ids}::uuid[], ${items}::text[]) as h (id, items)
    on conflict (workspace_id, customer_id) do update set items = excluded.items`.execute(tx)
}
