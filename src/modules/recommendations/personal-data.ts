import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { History } from './products/history.ts'

const momentOf = (at: number): string | null => (at > 0 ? new Date(at).toISOString() : null)

/** What this module keeps of people. `customerIds` are all ids of one person (customerFamily). Lists and neighbours name nobody. */
export const personalData = {
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
    return { products_bought_and_viewed: products }
  },
  async erase(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, number>> {
    const gone = await sql`delete from product_histories
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
    return { product_histories: Number(gone.numAffectedRows ?? 0) }
  },
}
