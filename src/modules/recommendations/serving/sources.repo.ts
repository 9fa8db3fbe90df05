import { sql } from 'kysely'
import type { Weights } from '#models/recommendations'
import type { Tx } from '#platform/postgres'

export type ShownProduct = {
  productId: string
  name: string | null
  category: string | null
  priceMinor: number | null
  currency: string | null
  imageUrl: string | null
  url: string | null
  inStock: boolean
  replenishable: boolean
  repeatDays: number | null
}

export type Candidate = { productId: string; weight: number; because: string | null }

export type CurrentModel = { trainedAt: Date; weights: { new: Weights; repurchase: Weights } }

export async function findModel(tx: Tx, workspaceId: string): Promise<CurrentModel | undefined> {
  const { rows } = await sql<CurrentModel>`select trained_at as "trainedAt", weights from recommendation_models
    where workspace_id = ${workspaceId} and is_current`.execute(tx)
  return rows[0]
}

/**
 * Everything that having these products speaks for, summed, with the one that speaks loudest: weight and place in one number, because
 * the largest of numbers is found without putting thousands of rows in order.
 */
export async function sumNeighbours(tx: Tx, workspaceId: string, own: string[], most: number): Promise<Candidate[]> {
  if (own.length === 0) return []
  const { rows } = await sql<Candidate & { place: number }>`
    select near as "productId", sum(weight)::float8 as weight, (max((weight * 1e7)::bigint * 1024 + place) & 1023)::int as place
    from (select neighbours, weights, array_position(${own}::text[], product_id) as place from product_neighbours
      where workspace_id = ${workspaceId} and kind = 'next' and product_id = any(${own}::text[])) n,
      unnest(n.neighbours, n.weights) as u (near, weight)
    group by near having sum(weight) > 0 order by 2 desc, 1 limit ${most}`.execute(tx)
  return rows.map(({ productId, weight, place }) => ({ productId, weight, because: own[place - 1] ?? null }))
}

export async function findNeighbours(
  tx: Tx,
  workspaceId: string,
  kind: 'similar' | 'together',
  productId: string,
): Promise<Candidate[]> {
  const { rows } = await sql<{ productId: string; weight: number }>`
    select near as "productId", weight from product_neighbours n, unnest(n.neighbours, n.weights) with ordinality as u (near, weight, place)
    where n.workspace_id = ${workspaceId} and n.kind = ${kind} and n.product_id = ${productId} and weight > 0 order by place`.execute(
    tx,
  )
  return rows.map((row) => ({ ...row, because: productId }))
}

export async function findList(
  tx: Tx,
  workspaceId: string,
  kind: 'bestsellers' | 'most_viewed',
  category: string,
): Promise<Candidate[]> {
  const { rows } = await sql<{ products: string[]; weights: number[] }>`select products, weights from product_lists
    where workspace_id = ${workspaceId} and kind = ${kind} and category = ${category}`.execute(tx)
  return candidatesOf(rows[0])
}

/** What sells now and what was sold most ever, of the whole shop. */
export async function findPopular(
  tx: Tx,
  workspaceId: string,
): Promise<{ sellingNow: Candidate[]; bestsellers: Candidate[] }> {
  const { rows } = await sql<{ kind: string; products: string[]; weights: number[] }>`
    select kind, products, weights from product_lists
    where workspace_id = ${workspaceId} and kind in ('bestsellers', 'buyers') and category = ''`.execute(tx)
  const listOf = (kind: string) => candidatesOf(rows.find((row) => row.kind === kind))
  return { sellingNow: listOf('bestsellers'), bestsellers: listOf('buyers') }
}

function candidatesOf(list: { products: string[]; weights: number[] } | undefined): Candidate[] {
  return (list?.products ?? []).map((productId, at) => ({ productId, weight: list?.weights[at] ?? 0, because: null }))
}

export async function findProducts(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, ShownProduct>> {
  if (ids.length === 0) return new Map()
  const { rows } =
    await sql<ShownProduct>`select product_id as "productId", name, category, price_minor as "priceMinor", currency,
      image_url as "imageUrl", url, in_stock as "inStock", coalesce(replenishable, learnt_replenishable) as replenishable,
      repeat_days as "repeatDays"
    from products where workspace_id = ${workspaceId} and product_id = any(${ids}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.productId, row]))
}
