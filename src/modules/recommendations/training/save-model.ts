import { sql } from 'kysely'
import type { ModelReport } from '#contract/recommendations'
import { listByCategory, listLength, type Neighbours, type ShopModel } from '#models/recommendations'
import type { Tx } from '#platform/postgres'

type Kind = 'next' | 'similar' | 'together'

/** Products written at once: few, so that nobody waits while their neighbours become text. */
const chunk = 100
const keptVersions = 30
/** From so many customers who bought it again on, and this share of its buyers, a product is one that runs out. */
const leastRepeaters = 3
const repeatShare = 0.15

/** Puts a model into use: everything an answer reads changes in this one transaction. */
export async function saveModel(
  tx: Tx,
  workspaceId: string,
  model: { versionId: string; at: Temporal.Instant; products: string[]; shop: ShopModel; report: ModelReport },
): Promise<void> {
  const { products, shop, report } = model
  await sql`delete from product_neighbours where workspace_id = ${workspaceId}`.execute(tx)
  for (const kind of ['next', 'similar', 'together'] as const)
    await saveNeighbours(tx, workspaceId, kind, products, shop[kind])
  const categories = await categoriesOf(tx, workspaceId, products)
  await sql`delete from product_lists where workspace_id = ${workspaceId}`.execute(tx)
  const selling = addUp(shop.sellingNow, shop.bestsellers)
  await saveLists(tx, workspaceId, 'bestsellers', products, categories, selling)
  await saveLists(tx, workspaceId, 'buyers', products, categories, shop.bestsellers)
  await saveLists(tx, workspaceId, 'most_viewed', products, categories, shop.mostViewed)
  await saveRepeats(tx, workspaceId, products, shop)
  await sql`update recommendation_models set is_current = false where workspace_id = ${workspaceId} and is_current`.execute(
    tx,
  )
  const weights = { new: shop.tasks.new.weights, repurchase: shop.tasks.repurchase.weights }
  await sql`insert into recommendation_models (workspace_id, version_id, trained_at, weights, report, is_current)
    values (${workspaceId}, ${model.versionId}, ${model.at.toString()}, ${JSON.stringify(weights)}::jsonb, ${JSON.stringify(report)}::jsonb, true)
    on conflict (workspace_id, version_id) do update set is_current = true, weights = excluded.weights, report = excluded.report`.execute(
    tx,
  )
  await sql`delete from recommendation_models where workspace_id = ${workspaceId} and version_id in (
    select version_id from recommendation_models where workspace_id = ${workspaceId} order by trained_at desc offset ${keptVersions})`.execute(
    tx,
  )
}

/** What sells now; of what does not, its buyers decide. */
function addUp(now: Float64Array, ever: Float64Array): Float64Array {
  const most = Math.max(1, ...ever)
  return now.map((sold, item) => sold + (1e-3 * (ever[item] ?? 0)) / most)
}

async function saveNeighbours(
  tx: Tx,
  workspaceId: string,
  kind: Kind,
  products: string[],
  { width, item, weight }: Neighbours,
): Promise<void> {
  for (let from = 0; from < products.length; from += chunk) {
    const rows: { id: string; near: string[]; weights: number[] }[] = []
    for (let own = from; own < Math.min(products.length, from + chunk); own++) {
      const near: string[] = []
      const weights: number[] = []
      for (let at = own * width; at < (own + 1) * width && (item[at] ?? -1) >= 0; at++) {
        near.push(products[item[at] ?? 0] ?? '')
        weights.push(Number((weight[at] ?? 0).toPrecision(5)))
      }
      if (near.length > 0) rows.push({ id: products[own] ?? '', near, weights })
    }
    await sql`insert into product_neighbours (workspace_id, kind, product_id, neighbours, weights)
      select ${workspaceId}, ${kind}, id, near, weights from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id text, near text[], weights real[])`.execute(tx)
  }
}

type Categories = {
  names: string[]
  /** one entry a product, −1 for none */
  codes: Int32Array
}

async function categoriesOf(tx: Tx, workspaceId: string, products: string[]): Promise<Categories> {
  const { rows } = await sql<{ id: string; category: string }>`select product_id as id, category from products
    where workspace_id = ${workspaceId} and category <> ''`.execute(tx)
  const names = [...new Set(rows.map(({ category }) => category))]
  const codeOf = new Map(names.map((name, code) => [name, code]))
  const known = new Map(rows.map(({ id, category }) => [id, codeOf.get(category) ?? -1]))
  return { names, codes: Int32Array.from(products, (id) => known.get(id) ?? -1) }
}

async function saveLists(
  tx: Tx,
  workspaceId: string,
  kind: 'bestsellers' | 'buyers' | 'most_viewed',
  products: string[],
  { names, codes }: Categories,
  scores: Float64Array,
): Promise<void> {
  const rows = [...listByCategory(scores, codes, listLength)].map(([code, { items, weights }]) => ({
    category: names[code] ?? '',
    ids: items.map((item) => products[item] ?? ''),
    weights: weights.map((weight) => Number(weight.toPrecision(5))),
  }))
  await sql`insert into product_lists (workspace_id, kind, category, products, weights)
    select ${workspaceId}, ${kind}, category, ids, weights from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (category text, ids text[], weights real[])`.execute(tx)
}

async function saveRepeats(tx: Tx, workspaceId: string, products: string[], { repeats }: ShopModel): Promise<void> {
  const rows = products.map((id, item) => {
    const buyers = repeats.buyers[item] ?? 0
    const repeaters = repeats.repeaters[item] ?? 0
    return {
      id,
      buyers,
      repeaters,
      days: repeats.days[item] || null,
      learnt: repeaters >= leastRepeaters && repeaters >= repeatShare * buyers,
    }
  })
  for (let from = 0; from < rows.length; from += chunk * 20)
    await sql`update products p set buyers = r.buyers, repeat_buyers = r.repeaters, repeat_days = r.days, learnt_replenishable = r.learnt
      from jsonb_to_recordset(${JSON.stringify(rows.slice(from, from + chunk * 20))}::jsonb)
        as r (id text, buyers int, repeaters int, days real, learnt boolean)
      where p.workspace_id = ${workspaceId} and p.product_id = r.id
        and (p.buyers, p.repeat_buyers, p.repeat_days, p.learnt_replenishable) is distinct from (r.buyers, r.repeaters, r.days, r.learnt)`.execute(
      tx,
    )
}
