import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'

/** What these customers would most likely want next, by name and best first, as of the last training; who is missing has nothing foretold. */
export async function readNextProducts(
  ch: Clickhouse,
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<Map<string, string[]>> {
  const { rows: people } = await sql<{ id: string; number: number }>`select customer_id as id, number from customers
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  const rows = await ch.forWorkspace(workspaceId).query<{ customer: number; names: string[] }>(
    `SELECT customer, names FROM next_products FINAL
    WHERE workspace_id = {workspace_id:UUID} AND customer IN {numbers:Array(UInt32)} AND notEmpty(products)`,
    { numbers: people.map(({ number }) => number) },
    { urgent: true },
  )
  const namesOf = new Map(rows.map(({ customer, names }) => [customer, names]))
  return new Map(
    people.flatMap(({ id, number }): [string, string[]][] => {
      const names = namesOf.get(number)
      return names ? [[id, names]] : []
    }),
  )
}
