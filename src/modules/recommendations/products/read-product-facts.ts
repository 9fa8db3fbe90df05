import { prepared, type Tx } from '#platform/postgres'

type ProductFacts = { category: string | null; priceMinor: number | null }

/** What the catalogue knows of these products, by id, in the currency of the workspace; ids that it does not know are left out. */
export async function readProductFacts(
  tx: Tx,
  workspaceId: string,
  productIds: string[],
): Promise<Map<string, ProductFacts>> {
  const { rows } = await prepared<ProductFacts & { id: string }>`select p.product_id as id, p.category,
      case when p.currency = w.currency then p.price_minor end as "priceMinor"
    from products p join workspaces w using (workspace_id)
    where p.workspace_id = ${workspaceId} and p.product_id = any(${productIds}::text[])`.execute(tx)
  return new Map(rows.map(({ id, ...facts }) => [id, facts]))
}
