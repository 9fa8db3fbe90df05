import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import { readNextProducts } from './next-products/read-next-products.ts'
import type { History } from './products/history.ts'

type Subject = { workspaceId: string; customerIds: string[]; numbers: number[]; identities: { value: string }[] }

const momentOf = (at: number): string | null => (at > 0 ? new Date(at).toISOString() : null)

/** What this module keeps of people. `customerIds` are all ids of one person (customerFamily). Lists and neighbours name nobody. */
export const recommendationsPersonalData = (ch: Clickhouse) => ({
  async export(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> {
    const { rows } = await sql<{ items: History }>`select items from product_histories
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) order by customer_id`.execute(
      tx,
    )
    const products = rows.flatMap(({ items }) =>
      Object.entries(items).map(([productId, [days, first, last, viewed]]) => ({
        product_id: productId,
        days_bought: days,
        first_bought_at: momentOf(first),
        last_bought_at: momentOf(last),
        last_viewed_at: momentOf(viewed),
      })),
    )
    const next = await readNextProducts(ch, tx, workspaceId, customerIds)
    return {
      products_bought_and_viewed: products,
      next_products: [...next.values()].flat().map((product) => ({ product })),
    }
  },
  async erase(tx: Tx, { workspaceId, customerIds, identities }: Subject): Promise<Record<string, number>> {
    const gone = await sql<{ items: History }>`delete from product_histories
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) returning items`.execute(tx)
    const touched = [...new Set(gone.rows.flatMap(({ items }) => Object.keys(items)))]
    const words = identities.map(({ value }) => value)
    const products = await eraseOwnProducts(tx, workspaceId, touched)
    await eraseWords(tx, workspaceId, touched, words)
    return { product_histories: gone.rows.length, products }
  },
  async sweep({ workspaceId, numbers }: Subject): Promise<void> {
    await ch.forWorkspace(workspaceId).command(
      `ALTER TABLE next_products DELETE WHERE workspace_id = {workspace_id:UUID} AND customer IN {numbers:Array(UInt32)}
        SETTINGS mutations_sync = 2`,
      { numbers },
    )
  },
})

/** What was made for one person may bear their name: products that nobody else has anything to do with go along. */
async function eraseOwnProducts(tx: Tx, workspaceId: string, productIds: string[]): Promise<number> {
  if (productIds.length === 0) return 0
  const removed = await sql`delete from products where workspace_id = ${workspaceId}
    and product_id = any(${productIds}::text[]) and product_id not in (
      select key from product_histories h, jsonb_object_keys(h.items) as key
      where h.workspace_id = ${workspaceId} and h.items ?| ${productIds}::text[])`.execute(tx)
  return Number(removed.numAffectedRows ?? 0)
}

/** What others have bought too keeps its place, but not a name that says who somebody was. */
async function eraseWords(tx: Tx, workspaceId: string, productIds: string[], words: string[]): Promise<void> {
  const patterns = words.map((word) => `%${word.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)
  await sql`update products set name = null, category = null, image_url = null, url = null, search_text = ''
    where workspace_id = ${workspaceId} and product_id = any(${productIds}::text[])
      and lower(concat_ws(' ', name, category, image_url, url)) like any(${patterns}::text[])`.execute(tx)
}
