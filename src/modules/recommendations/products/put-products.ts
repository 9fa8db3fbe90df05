import { sql } from 'kysely'
import type { ProductChange, PutProductsAnswer } from '#contract/products'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { isCurrency, toMinor } from '#platform/money'
import type { Tx } from '#platform/postgres'
import { lockProducts, searchText } from './products.repo.ts'

/**
 * Makes and changes products as a program or a person says, all or none; of a product named twice the last counts. What is not given
 * stays; later events go on telling. The same again changes nothing. Throws invalid/unknown_currency.
 */
export async function putProducts(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  changes: ProductChange[],
): Promise<PutProductsAnswer> {
  await lockProducts(tx, workspaceId)
  const home = await sql<{
    currency: string
  }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  const last = new Map(changes.map((change) => [change.productId, change]))
  const rows = [...last.values()].map((change) => describe(change, home.rows[0]?.currency ?? 'EUR'))
  const now = clock.now().toString()
  const { rows: done } = await sql<{ isNew: boolean; isChanged: boolean }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (id text, given jsonb, name text, category text, price bigint,
        currency text, image text, url text, stock boolean, replenishable boolean, search text)
    ), wanted as (
      select g.id, p.product_id is null as fresh,
        case when given ? 'name' then g.name else p.name end as name,
        case when given ? 'category' then g.category else p.category end as category,
        case when given ? 'price' then g.price else p.price_minor end as price,
        case when given ? 'price' then g.currency else p.currency end as currency,
        case when given ? 'imageUrl' then g.image else p.image_url end as image,
        case when given ? 'url' then g.url else p.url end as url,
        coalesce(g.stock, p.in_stock, true) as stock,
        case when given ? 'replenishable' then g.replenishable else p.replenishable end as replenishable,
        case when given ? 'name' or p.product_id is null then g.search else p.search_text end as search,
        p.product_id is null or (p.name, p.category, p.price_minor, p.currency, p.image_url, p.url, p.in_stock, p.replenishable)
          is distinct from (
            case when given ? 'name' then g.name else p.name end, case when given ? 'category' then g.category else p.category end,
            case when given ? 'price' then g.price else p.price_minor end, case when given ? 'price' then g.currency else p.currency end,
            case when given ? 'imageUrl' then g.image else p.image_url end, case when given ? 'url' then g.url else p.url end,
            coalesce(g.stock, p.in_stock, true), case when given ? 'replenishable' then g.replenishable else p.replenishable end) as differs
      from given g left join products p on p.workspace_id = ${workspaceId} and p.product_id = g.id
    ), written as (
      insert into products (workspace_id, product_id, name, category, price_minor, currency, image_url, url, in_stock, replenishable,
        search_text, first_seen_at, last_seen_at, told_at)
      select ${workspaceId}, id, name, category, price, currency, image, url, stock, replenishable, search, ${now}, ${now}, ${now}
      from wanted where differs order by id
      on conflict (workspace_id, product_id) do update set name = excluded.name, category = excluded.category,
        price_minor = excluded.price_minor, currency = excluded.currency, image_url = excluded.image_url, url = excluded.url,
        in_stock = excluded.in_stock, replenishable = excluded.replenishable, search_text = excluded.search_text,
        told_at = greatest(products.told_at, excluded.told_at)
    )
    select fresh as "isNew", differs as "isChanged" from wanted`.execute(tx)
  return {
    created: done.filter(({ isNew }) => isNew).length,
    changed: done.filter(({ isNew, isChanged }) => !isNew && isChanged).length,
    unchanged: done.filter(({ isChanged }) => !isChanged).length,
  }
}

function describe(change: ProductChange, home: string): object {
  const currency = change.currency?.toUpperCase() ?? home
  if (!isCurrency(currency))
    throw new DomainError('invalid', 'unknown_currency', `${currency} is not a currency.`, { currency })
  const { productId: id, name, category, price, imageUrl, url, inStock, replenishable } = change
  return {
    id,
    given: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    name: name ?? null,
    category: category ?? null,
    price: price === null || price === undefined ? null : toMinor(price, currency),
    currency: price === null || price === undefined ? null : currency,
    image: imageUrl ?? null,
    url: url ?? null,
    stock: inStock ?? null,
    replenishable: replenishable ?? null,
    search: searchText(id, name ?? null),
  }
}
