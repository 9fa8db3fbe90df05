import { sql } from 'kysely'
import { type Db, inWorkspace } from '#platform/postgres'
import type { Range } from './read-histories.ts'

/** Who of these was erased. Their purchases stay, as figures of nobody: nothing is foretold of them, and nothing can be lost with them. */
export async function findErased(db: Db, workspaceId: string, { from, to }: Range): Promise<number[]> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ number: number }>`select number from customers
      where workspace_id = ${workspaceId} and number between ${from} and ${to} and erased_at is not null`.execute(tx),
  )
  return rows.map(({ number }) => number)
}
