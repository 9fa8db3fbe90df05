import { sql } from 'kysely'
import type { Weights } from '#models/recommendations'
import { prepared, type Tx } from '#platform/postgres'

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

export type Popular = { sellingNow: Candidate[]; bestsellers: Candidate[] }

export async function findVersion(tx: Tx, workspaceId: string): Promise<string | undefined> {
  const { rows } = await prepared<{ versionId: string }>`select version_id as "versionId" from recommendation_models
    where workspace_id = ${workspaceId} and is_current`.execute(tx)
  return rows[0]?.versionId
}

export async function findModel(
  tx: Tx,
  workspaceId: string,
): Promise<{ versionId: string; trainedAt: Date; weights: { new: Weights; repurchase: Weights } } | undefined> {
  const { rows } = await sql<{ versionId: string; trainedAt: Date; weights: { new: Weights; repurchase: Weights } }>`
    select version_id as "versionId", trained_at as "trainedAt", weights from recommendation_models
    where workspace_id = ${workspaceId} and is_current`.execute(tx)
  return rows[0]
}

/** What having each of these products says of others: as text, which takes a tenth of the time of an array to read. */
export async function findNext(
  tx: Tx,
  workspaceId: string,
  productIds: string[],
): Promise<Map<string, { products: string[]; weights: number[] }>> {
  const { rows } = await prepared<{ id: string; near: string; weights: string }>`
    select product_id as id, array_to_string(neighbours, chr(1)) as near, array_to_string(weights, ',') as weights
    from product_neighbours where workspace_id = ${workspaceId} and kind = 'next' and product_id = any(${productIds}::text[])`.execute(
    tx,
  )
  return new Map(
    rows.map(({ id, near, weights }) => [
      id,
      { products: near.split('\u0001'), weights: weights.split(',').map(Number) },
    ]),
  )
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
export async function findPopular(tx: Tx, workspaceId: string): Promise<Popular> {
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
    await prepared<ShownProduct>`select product_id as "productId", name, category, price_minor as "priceMinor", currency,
      image_url as "imageUrl", url, in_stock as "inStock", coalesce(replenishable, learnt_replenishable) as replenishable,
      repeat_days as "repeatDays"
    from products where workspace_id = ${workspaceId} and product_id = any(${ids}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.productId, row]))
}
