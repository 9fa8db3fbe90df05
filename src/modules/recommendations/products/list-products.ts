import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { ListProductsQuery, Product, ProductPage, ProductSort, ProductState } from '#contract/products'
import { readCursor, writeCursor } from '#platform/cursor'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { searchText } from './products.repo.ts'

type Row = Omit<Product, 'firstSeenAt' | 'lastSeenAt'> & { firstSeenAt: Date; lastSeenAt: Date; place: string }
const place = z.object({ place: z.string(), id: z.string() })

// Every order is one of text or of a number that is never null, so that a page begins where the last one ended.
const isWhole = (place: string): boolean => /^-?\d{1,16}$/.test(place)
/** As PostgreSQL writes moments: a day that is none is found by Temporal, not by Date. */
const isMoment = (place: string): boolean => {
  if (!/^(?!0000)\d{4}-\d\d-\d\d [\d:.+-]+$/.test(place)) return false
  try {
    return Temporal.Instant.from(place) !== undefined
  } catch {
    return false
  }
}
const orders: Record<
  ProductSort,
  { by: RawBuilder<unknown>; type: RawBuilder<unknown>; fits: (place: string) => boolean }
> = {
  buyers: { by: sql`buyers`, type: sql`bigint`, fits: isWhole },
  name: {
    by: sql`coalesce(name, product_id) collate "und-x-icu"`,
    type: sql`text`,
    fits: (place) => !place.includes('\u0000'),
  },
  price: { by: sql`coalesce(price_minor, -1)`, type: sql`bigint`, fits: isWhole },
  seen: {
    by: sql`last_seen_at`,
    type: sql`timestamptz`,
    fits: isMoment,
  },
}

const states: Record<ProductState, RawBuilder<boolean>> = {
  all: sql`true`,
  in_stock: sql`in_stock`,
  out_of_stock: sql`not in_stock`,
  replenishable: sql`coalesce(replenishable, learnt_replenishable)`,
  without_name: sql`name is null`,
  without_category: sql`category is null`,
  without_image: sql`image_url is null`,
  without_url: sql`url is null`,
  without_price: sql`price_minor is null`,
}

/** A page of products, how many match, and the categories there are. */
export async function listProducts(db: Db, workspaceId: string, query: ListProductsQuery): Promise<ProductPage> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const where = conditions(workspaceId, query)
    const rows = await readPage(tx, query, where, query.limit + 1)
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    const counted = await sql<{ total: number }>`select count(*)::int as total from products where ${where}`.execute(tx)
    const categories = await sql<{ category: string; products: number }>`
      select category, count(*)::int as products from products where workspace_id = ${workspaceId} and category is not null
      group by category order by 2 desc, 1 limit 200`.execute(tx)
    return {
      products: page.map(toProduct),
      nextCursor: rows.length > query.limit && last ? writeCursor({ place: last.place, id: last.productId }) : null,
      total: counted.rows[0]?.total ?? 0,
      categories: categories.rows,
    }
  })
}

/** All products that match, for a file. */
export async function* walkProducts(db: Db, workspaceId: string, query: ListProductsQuery): AsyncGenerator<Product> {
  const where = conditions(workspaceId, query)
  let cursor: string | undefined
  do {
    const rows = await inWorkspace(db, workspaceId, (tx) => readPage(tx, { ...query, cursor }, where, 1000))
    yield* rows.map(toProduct)
    const last = rows.at(-1)
    cursor = rows.length === 1000 && last ? writeCursor({ place: last.place, id: last.productId }) : undefined
  } while (cursor !== undefined)
}

function conditions(workspaceId: string, { search, category, state }: ListProductsQuery): RawBuilder<boolean> {
  const parts = [sql`workspace_id = ${workspaceId}`, states[state]]
  if (category !== undefined) parts.push(sql`category = ${category}`)
  for (const word of searchText(search ?? '', null)
    .trim()
    .split(/\s+/)
    .filter(Boolean))
    parts.push(sql`search_text like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

async function readPage(
  tx: Tx,
  { sort, direction, cursor }: Pick<ListProductsQuery, 'sort' | 'direction'> & { cursor?: string | undefined },
  where: RawBuilder<boolean>,
  limit: number,
): Promise<Row[]> {
  const { by, type, fits } = orders[sort]
  const way = direction === 'asc' ? sql`asc` : sql`desc`
  const from =
    cursor === undefined
      ? undefined
      : readCursor(
          place.refine((one) => fits(one.place)),
          cursor,
        )
  const after = from
    ? sql`and (${by}, product_id) ${direction === 'asc' ? sql`>` : sql`<`} (${from.place}::${type}, ${from.id})`
    : sql``
  const { rows } = await sql<Row>`
    select product_id as "productId", name, category, price_minor as "priceMinor", currency, image_url as "imageUrl", url,
      in_stock as "inStock", coalesce(replenishable, learnt_replenishable) as replenishable, replenishable as "replenishableSet",
      repeat_days as "repeatDays", buyers, repeat_buyers as "repeatBuyers", first_seen_at as "firstSeenAt",
      last_seen_at as "lastSeenAt", (${by})::text as place
    from products where ${where} ${after} order by ${by} ${way}, product_id ${way} limit ${limit}`.execute(tx)
  return rows
}

function toProduct({ place: _, firstSeenAt, lastSeenAt, ...row }: Row): Product {
  return { ...row, firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() }
}
